// The lab's Fastify application: node app.js HOST PORT ROOT, with NODE_PATH to fastify and its plugins. PORT+10 is an
// instance that finds itself under pressure.
const fastify = require('fastify');
const plugin = (name) => require('@fastify/' + name);
const [, , host, port, root] = process.argv;
const fine = async () => ({ status: 'ok' });
const us = new Set(['127.0.0.3', '127.0.0.4']);
// refuse answers 403 when the test says so
const refuse = (test, text) => ({ onRequest: async (r, y) => { if (test(r)) return y.code(403).send(new Error(text || 'Forbidden')); } });

async function main() {
  const app = fastify({ logger: false, bodyLimit: 1024 });
  await app.register(plugin('cookie'));
  await app.register(plugin('session'), { secret: 'lab-session-secret-lab-session-secret', cookie: { secure: false } });
  await app.register(plugin('csrf-protection'), { sessionPlugin: '@fastify/session' });
  await app.register(plugin('jwt'), { secret: 'lab-shared-key-lab-shared-key-32' });
  await app.register(plugin('rate-limit'), { global: false });
  await app.register(plugin('static'), { root, prefix: '/files/', dotfiles: 'deny', index: ['index.html'] });
  app.get('/', fine);
  app.get('/ok', fine);
  app.get('/jwt', { onRequest: async (r) => r.jwtVerify() }, fine);
  app.get('/jwt/admin', { onRequest: async (r, y) => { await r.jwtVerify(); if (r.user.scope !== 'admin') return y.code(403).send(new Error('admin scope required')); } }, fine);
  app.route({ method: ['GET', 'POST'], url: '/form', handler: fine, onRequest: (r, y, done) => (r.method === 'POST' ? app.csrfProtection(r, y, done) : done()) });
  await app.register(async (a) => { await a.register(plugin('bearer-auth'), { keys: new Set(['good-token']) }); a.get('/bearer', fine); });
  app.get('/ban', { config: { rateLimit: { max: 2, timeWindow: '12s', ban: 1 } } }, fine);
  app.get('/geo', refuse((r) => us.has(r.ip)), fine);
  app.get('/bot', refuse((r) => /bot|monitor|crawl|spider/i.test(r.headers['user-agent'] || '')), fine);
  app.get('/tenant', refuse(() => true), fine);
  app.get('/post/:id', fine);
  await app.register(plugin('http-proxy'), { upstream: `http://${host}:9`, prefix: '/dead' });
  await app.listen({ host, port: Number(port) });

  const busy = fastify({ logger: false });
  await busy.register(plugin('under-pressure'), { maxRssBytes: 1000000, message: 'Under pressure!', retryAfter: 50 });
  busy.get('/', fine);
  busy.get('/ok', fine);
  await busy.listen({ host, port: Number(port) + 10 });
}
main();
