"""Who may do what over GraphQL: rules of Amplify's `@auth`, and the directives that AppSync itself obeys.

`schema` reads a text, `validity` says which rules cannot be, `matrix` and `deciding` are the decision procedure of
`@auth`, `gates` that of AppSync's directives, `space` asks both everything there is to ask, `judge` answers probes.
"""
