// The lab's Express application: node app.js HOST PORT, with NODE_PATH to express and express-rate-limit.
const express = require('express');
const { rateLimit } = require('express-rate-limit');
const [, , host, port] = process.argv;
const app = express();
const ok = (req, res) => res.send('ok\n');
const ip = (req) => req.socket.remoteAddress;
const when = (test) => (req, res) => (test(req) ? ok(req, res) : res.sendStatus(403));

app.get('/ok', ok);
app.use('/rl', rateLimit({ windowMs: 8000, limit: 1, standardHeaders: 'draft-7', legacyHeaders: true }), ok);
app.get('/allow/x', (req, res) => (['127.0.0.2', '127.0.0.5'].includes(ip(req)) ? ok(req, res) : res.status(403).json({ error: 'Forbidden' })));
app.get('/geo/x', (req, res) => (['127.0.0.3', '127.0.0.4'].includes(ip(req)) ? res.status(403).json({ error: 'Not available in your country' }) : ok(req, res)));
app.get('/bot/x', when((req) => !/monitor|bot/i.test(req.get('user-agent') || '')));
app.get('/noua/x', when((req) => req.get('user-agent')));
app.get('/lang/x', when((req) => req.get('accept-language')));
app.get('/deny/x', when(() => false));
app.get('/basic/x', (req, res) => {
  if (req.get('authorization') === 'Basic YWxpY2U6d29uZGVybGFuZA==') return ok(req, res);
  res.set('WWW-Authenticate', 'Basic realm="lab"');
  res.sendStatus(401);
});
app.get('/admin/x', (req, res) => {
  const who = req.get('authorization');
  if (!who) return res.status(401).json({ error: 'No token provided' });
  if (who === 'Bearer user') return res.status(403).json({ error: 'Admin access required' });
  if (who !== 'Bearer admin') return res.status(401).json({ error: 'Invalid token' });
  ok(req, res);
});
app.get('/cors/x', (req, res) => {
  const origin = req.get('origin');
  if (origin && !origin.includes(host)) return res.status(403).send('Not allowed by CORS');
  ok(req, res);
});
app.get('/gate/x', (req, res) => (/gate=1/.test(req.get('cookie') || '') ? ok(req, res) : res.cookie('gate', '1').status(403).send('Checking your browser')));
app.get('/err/x', () => { throw new Error('boom'); });
app.get('/csrf/x', ok);
app.post('/csrf/x', () => { throw Object.assign(new Error('invalid csrf token'), { status: 403, name: 'ForbiddenError' }); });
app.use((err, req, res, next) => res.status(err.status || 500).send(`${err.name}: ${err.message}`));
app.listen(Number(port), host);
