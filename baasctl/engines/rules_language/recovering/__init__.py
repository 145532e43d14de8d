"""Every syntax error of a text that the parser refused, as Google's compiler reports them.

Google's parser is made by ANTLR 4: it reads on behind an error. Where it reads on, and which follow-up errors it keeps
to itself, follows from its grammar and from ANTLR's way to predict and to recover; both are modelled here.
"""
