// An OpenID provider: client credentials, code with PKCE, device flow, rotated refresh tokens.
//
// It keeps all in memory: started again it knows no token any more.

import { createHash, generateKeyPairSync, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

// Its notices would go to stdout, which is for one line.
console.info = console.error;
const { default: Provider } = await import('oidc-provider');

const USER = 'demo';
const PASSWORD = 'watch-the-time';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string', default: '0' },
    access: { type: 'string', default: '60' },
    refresh: { type: 'string', default: '600' },
  },
});
const access = Number(values.access);
const refresh = Number(values.refresh);
const device = 'urn:ietf:params:oauth:grant-type:device_code';
// Any port will do for these: that is what a native application means.
const loopback = ['http://127.0.0.1/', 'http://127.0.0.1/callback'];

const clients = [
  {
    client_id: 'demo-native',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: loopback,
  },
  {
    client_id: 'demo-device',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: [device, 'refresh_token'],
    response_types: [],
    redirect_uris: [],
  },
  {
    client_id: 'demo-service',
    client_secret: 'service-secret',
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  },
  {
    // Its access tokens say themselves who they are for, and are signed.
    client_id: 'demo-jwt',
    client_secret: 'service-secret',
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  },
  {
    // A secret that needs every encoding that a client can forget.
    client_id: 'demo-odd',
    client_secret: 's:e/c+r e%t&=',
    application_type: 'native',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials', 'authorization_code', device, 'refresh_token'],
    redirect_uris: loopback,
  },
];

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

// Plain pages: the library's own ask another host for their letters.
function page(ctx, body) {
  ctx.type = 'html';
  ctx.body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Test login</title>${body}</html>`;
}

// The library makes this form and leaves its button to us.
const button = (form, name, text) => `<button type="submit" form="${form}"${name}>${text}</button>`;

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });

const configuration = {
  clients,
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  jwks: { keys: [{ ...key, alg: 'ES256', use: 'sig' }] },
  cookies: { keys: ['only-for-tests'] },
  claims: { openid: ['sub'], profile: ['preferred_username'] },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  // Also without offline_access, for which a client has to ask with prompt=consent.
  issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  expiresWithSession: () => false,
  findAccount: (_ctx, sub) => ({
    accountId: sub,
    claims: () => ({ sub, preferred_username: sub }),
  }),
  ttl: {
    AccessToken: access,
    ClientCredentials: access,
    IdToken: access,
    RefreshToken: refresh,
    AuthorizationCode: 60,
    DeviceCode: 120,
    Interaction: 600,
    Session: 3600,
    Grant: 3600,
  },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  renderError: (ctx, out) => page(ctx, `<h1>Error</h1><p>${escape(out.error)}</p><p>${escape(out.error_description)}</p>`),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx, client) => (client?.clientId === 'demo-jwt' ? 'https://api.test' : undefined),
      getResourceServerInfo: (_ctx, audience) => ({
        audience,
        scope: '',
        accessTokenTTL: access,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
    deviceFlow: {
      enabled: true,
      charset: 'base-20',
      mask: '****-****',
      userCodeInputSource: (ctx, form, _out, err) => page(
        ctx,
        `<h1>Device</h1>${err ? `<p role="alert">${escape(err.message)}</p>` : ''}${form}${button('op.deviceInputForm', '', 'Continue')}`,
      ),
      userCodeConfirmSource: (ctx, form, client, _info, code) => page(
        ctx,
        `<h1>Device</h1><p>${escape(client.clientId)}: ${escape(code)}</p>${form}`
          + button('op.deviceConfirmForm', '', 'Continue')
          + button('op.deviceConfirmForm', ' name="abort" value="yes"', 'Abort'),
      ),
      successSource: (ctx) => page(ctx, '<h1>Done</h1>'),
    },
  },
};

function same(a, b) {
  const hash = (text) => createHash('sha256').update(text ?? '').digest();
  return timingSafeEqual(hash(a), hash(b));
}

async function form(request) {
  let text = '';
  for await (const part of request) text += part;
  return new URLSearchParams(text);
}

// Login, then consent: one form each, sent to where it came from.
async function interaction(provider, ctx) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(ctx.req, ctx.res);
  const finish = (result) => {
    // The library answers by itself from here.
    ctx.respond = false;
    return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: true });
  };
  const sent = ctx.method === 'POST' ? await form(ctx.req) : undefined;
  if (sent?.has('abort')) {
    return finish({ error: 'access_denied', error_description: 'the user said no' });
  }
  if (prompt.name === 'login') {
    if (sent && same(sent.get('login'), USER) && same(sent.get('password'), PASSWORD)) {
      return finish({ login: { accountId: USER } });
    }
    ctx.status = sent ? 401 : 200;
    return page(
      ctx,
      `<h1>Login</h1>${sent ? '<p role="alert">Wrong name or password</p>' : ''}<form method="post">`
        + '<input name="login" aria-label="Name"><input name="password" type="password" aria-label="Password">'
        + '<button type="submit">Log in</button><button name="abort" value="yes">Abort</button></form>',
    );
  }
  if (!sent) {
    return page(
      ctx,
      `<h1>Allow</h1><p>${escape(params.client_id)}: ${escape(params.scope)}</p><form method="post">`
        + '<button type="submit">Allow</button><button name="abort" value="yes">Abort</button></form>',
    );
  }
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  const { missingOIDCScope, missingOIDCClaims } = prompt.details;
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
  return finish({ consent: { grantId: await grant.save() } });
}

// A protected answer that also takes what client credentials give, which userinfo does not.
async function me(provider, ctx) {
  const [, token] = /^Bearer (\S+)$/i.exec(ctx.get('authorization')) ?? [];
  const found = token
    && ((await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token)));
  if (!found) {
    ctx.status = 401;
    ctx.set('WWW-Authenticate', token ? 'Bearer error="invalid_token"' : 'Bearer');
    ctx.body = { error: 'invalid_token' };
    return;
  }
  ctx.body = { sub: found.accountId ?? null, client: found.clientId };
}

const server = createServer();
server.listen(Number(values.port), '127.0.0.1', () => {
  // Its name has the port in it, so it comes after the port.
  const origin = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(origin, configuration);
  provider.use(async (ctx, next) => {
    if (ctx.path.startsWith('/interaction/')) return interaction(provider, ctx);
    if (ctx.path === '/api/me') return me(provider, ctx);
    return next();
  });
  provider.on('server_error', (_ctx, error) => console.error(error));
  server.on('request', provider.callback());
  process.stdout.write(`ready ${origin}\n`);
});

const end = () => process.exit(0);
process.on('SIGTERM', end);
// Ends when nobody holds its stdin any more: a killed test leaves none behind.
process.stdin.on('end', end).on('error', end).resume();
