// Reads [{schema, models, requests}]; writes [{refused} | {answers}]: what Amplify's compiler says of each schema, and
// what the resolvers that it writes say to each request.
import { readFileSync } from 'node:fs';

import { resolvers } from './compile.mjs';
import { Refused, meets, run } from './velocity.mjs';

const modes = {
  api_key: 'API Key Authorization',
  iam: 'IAM Authorization',
  oidc: 'Open ID Connect Authorization',
  user_pool: 'User Pool Authorization',
};

function identity({ mode, signed_in: signedIn, claims }) {
  if (mode === 'api_key') return {};
  if (mode !== 'iam') return { claims };
  const pool = { cognitoIdentityPoolId: 'identities', cognitoIdentityId: 'one' };
  return signedIn
    ? { ...pool, cognitoIdentityAuthType: 'authenticated', userArn: 'auth' }
    : { ...pool, cognitoIdentityAuthType: 'unauthenticated', userArn: 'unauth' };
}

function context({ caller, operation, row, input }) {
  return {
    args: input ? { input } : operation === 'get' ? { id: row?.id ?? 'none' } : {},
    identity: identity(caller),
    result: row ?? null,
    source: row ?? null,
    stash: { authRole: 'auth', unauthRole: 'unauth', identityPoolId: 'identities', adminRoles: [] },
  };
}

function answer(templates, request) {
  const { caller, field, model, operation, row } = request;
  const template = (pattern) => templates[Object.keys(templates).find((name) => pattern.test(name))];
  const asked = {
    create: [`^Mutation\\.create${model}\\.auth\\.1\\.req`],
    update: [`^Mutation\\.update${model}\\.auth\\.1\\.res`],
    delete: [`^Mutation\\.delete${model}\\.auth\\.1\\.res`],
    get: [`^Query\\.get${model}\\.auth\\.1\\.req`],
    list: [`^Query\\.list${model}s\\.auth\\.1\\.req`],
    listen: [`^Subscription\\.onCreate${model}\\.auth\\.1\\.req`],
  }[operation];
  const reads = ['get', 'list', 'listen'].includes(operation);
  try {
    for (const pattern of asked) {
      const ctx = context(request);
      const text = template(new RegExp(pattern));
      if (text === undefined) return false;
      run(text, ctx, modes[caller.mode]);
      const filter = ctx.stash.authFilter ?? (operation === 'listen' ? ctx.args.filter : undefined);
      if (reads && filter && !meets(filter, row ?? {})) return false;
    }
    const own = reads && field ? template(new RegExp(`^${model}\\.${field}\\.(auth\\.1\\.)?req`)) : undefined;
    if (own !== undefined) run(own, context(request), modes[caller.mode]);
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

function judged({ schema, models, requests }) {
  let templates;
  try {
    templates = resolvers(schema, models);
  } catch (error) {
    return { refused: error.message };
  }
  return { answers: requests.map((request) => answer(templates, request)) };
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(judged)));
