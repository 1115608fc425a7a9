vcl 4.1;
import directors; import vsthrottle;
backend app { .host = "@H@1"; .port = "19480"; }
backend slow { .host = "@H@1"; .port = "19480"; .first_byte_timeout = 2s; }
backend dead { .host = "@H@1"; .port = "9"; }
backend n1 { .host = "@H@1"; .port = "19480"; }
backend n2 { .host = "@H@1"; .port = "19481"; }
backend sick { .host = "@H@1"; .port = "19480"; .probe = { .url = "/boom"; .interval = 5s; .timeout = 1s; .window = 2; .threshold = 2; .initial = 0; } }
acl office { "127.0.0.2"; "127.0.0.5"; }
acl us { "127.0.0.3"; "127.0.0.4"; }
acl banned { "127.0.0.1"; }
sub vcl_init { new turns = directors.round_robin(); turns.add_backend(n1); turns.add_backend(n2); }
sub vcl_recv {
  set req.backend_hint = app;
  if (req.url ~ "^/v/allow/" && client.ip !~ office) { return (synth(403, "Forbidden")); }
  if (req.url ~ "^/v/block/" && client.ip ~ banned) { return (synth(403, "Forbidden")); }
  if (req.url ~ "^/v/geo/" && client.ip ~ us) { return (synth(403, "Not available in your region")); }
  if (req.url ~ "^/v/path/") { return (synth(403, "Forbidden")); }
  if (req.url ~ "^/v/purge/") { return (synth(405, "Not allowed")); }
  if (req.url ~ "^/v/ua/" && req.http.User-Agent ~ "(?i)monitor|bot") { return (synth(403, "Forbidden")); }
  if (req.url ~ "^/v/hot/" && req.http.Referer && req.http.Referer !~ "127\.0\.40\.1|www\.lab\.test") { return (synth(403, "Forbidden")); }
  if (req.url ~ "^/v/auth/" && req.http.Authorization != "Basic YWxpY2U6d29uZGVybGFuZA==") { return (synth(401, "Restricted")); }
  if (req.url ~ "^/v/cookie/" && req.http.Cookie !~ "sid=") { return (synth(403, "Forbidden")); }
  if (req.url ~ "^/v/maint/") { return (synth(750, "maintenance")); }
  if (req.url ~ "^/v/query/" && req.url ~ "(?i)(union|select)") { return (synth(403, "Forbidden")); }
  if (req.url ~ "^/v/host/" && req.http.host !~ "lab\.test") { return (synth(403, "Forbidden")); }
  if (req.url ~ "^/v/get/" && req.method != "GET") { return (synth(405, "Method Not Allowed")); }
  if (req.url ~ "^/v/rate/" && vsthrottle.is_denied(client.identity, 1, 8s)) { return (synth(429, "Too Many Requests")); }
  if (req.url ~ "^/v/slow/") { set req.backend_hint = slow; }
  if (req.url ~ "^/v/dead/") { set req.backend_hint = dead; }
  if (req.url ~ "^/v/sick/") { set req.backend_hint = sick; }
  if (req.url ~ "^/v/turns/") { set req.backend_hint = turns.backend(); }
  if (req.url ~ "^/v/flip/") { if (req.http.X-Lab-Prime) { set req.hash_always_miss = true; } return (hash); }
  return (pass);
}
sub vcl_backend_fetch { set bereq.url = regsub(bereq.url, "^/v/", "/"); }
sub vcl_backend_response { if (bereq.url ~ "^/flip/") { set beresp.ttl = 30d; } }
sub vcl_synth {
  if (resp.status == 401) { set resp.http.WWW-Authenticate = "Basic realm=lab"; }
  if (resp.status == 750) {
    set resp.status = 503; set resp.reason = "Service Unavailable"; set resp.http.Retry-After = "3600"; set resp.http.Content-Type = "text/html";
    synthetic("<html><body><h1>We are down for maintenance</h1><p>Back soon.</p></body></html>"); return (deliver);
  }
}
