"""rabbitusers.py: the definitions of RabbitMQ's users for the lab, on standard output."""
import base64, hashlib, json
def hashed(pw): return base64.b64encode(b"salt" + hashlib.sha256(b"salt" + pw.encode()).digest()).decode()
users = (("alice", "wonderland", "administrator"), ("bob", "builder", ""), ("carol", "builder", "management"))
print(json.dumps({"users": [{"name": n, "password_hash": hashed(p), "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": t} for n, p, t in users],
                  "vhosts": [{"name": "/"}], "permissions": [{"user": n, "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"} for n, _, _ in users]}))
