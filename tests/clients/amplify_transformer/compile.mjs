// From a schema with @model and @auth to the resolvers that Amplify deploys for it.
import { createRequire } from 'node:module';

process.env.JSII_DEPRECATED = 'quiet'; // the compiler uses parts of the CDK that are going
const require = createRequire(import.meta.url);
const { AuthTransformer } = require('@aws-amplify/graphql-auth-transformer');
const { ModelTransformer } = require('@aws-amplify/graphql-model-transformer');
const { PrimaryKeyTransformer } = require('@aws-amplify/graphql-index-transformer');
const { DDB_DEFAULT_DATASOURCE_STRATEGY, GraphQLTransform } = require('@aws-amplify/graphql-transformer-core');
const { App, NestedStack, Stack } = require('aws-cdk-lib');

const ways = {
  defaultAuthentication: { authenticationType: 'AMAZON_COGNITO_USER_POOLS', userPoolConfig: { userPoolId: 'pool' } },
  additionalAuthenticationProviders: [
    { authenticationType: 'API_KEY', apiKeyConfig: { apiKeyExpirationDays: 7 } },
    { authenticationType: 'AWS_IAM' },
    { authenticationType: 'OPENID_CONNECT', openIDConnectConfig: { name: 'issuer', issuerUrl: 'https://issuer.example' } },
    { authenticationType: 'AWS_LAMBDA', lambdaAuthorizerConfig: { lambdaFunction: 'decider', ttlSeconds: 60 } },
  ],
};

// As `defineData` of Gen 2 sets them.
const parameters = {
  shouldDeepMergeDirectiveConfigDefaults: true,
  disableResolverDeduping: true,
  sandboxModeEnabled: false,
  useSubUsernameForDefaultIdentityClaim: true,
  subscriptionsInheritPrimaryAuth: false,
  populateOwnerFieldForStaticGroupAuth: true,
  suppressApiKeyGeneration: false,
  secondaryKeyAsGSI: true,
  enableAutoIndexQueryNames: true,
  respectPrimaryKeyAttributesOnConnectionField: true,
};

/** Name of each resolver's template (`Query.getPost.auth.1.req.vtl`) to its text; throws what the compiler throws. */
export function resolvers(schema, models) {
  const templates = {};
  const keep = (_scope, _id, { fileContent, fileName }) => {
    templates[fileName.replace(/^.*\//, '')] = fileContent;
    return { s3BucketName: 'b', s3ObjectKey: fileName, httpUrl: `https://b/${fileName}`, s3ObjectUrl: `s3://b/${fileName}` };
  };
  new GraphQLTransform({
    transformers: [new ModelTransformer(), new PrimaryKeyTransformer(), new AuthTransformer()],
    authConfig: ways,
    transformParameters: parameters,
  }).transform({
    schema,
    scope: new Stack(new App({ analyticsReporting: false }), 'root'),
    dataSourceStrategies: Object.fromEntries(models.map((name) => [name, DDB_DEFAULT_DATASOURCE_STRATEGY])),
    nestedStackProvider: { provide: (scope, name) => new NestedStack(scope, name) },
    assetProvider: { provide: keep },
    synthParameters: { amplifyEnvironmentName: 'e', apiName: 'a', enableIamAccess: true, userPoolId: 'pool', identityPoolId: 'identities' },
  });
  return templates;
}
