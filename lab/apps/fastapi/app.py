"""The lab's FastAPI application: the framework's own security helpers and their default answers. LAB_MODE=hosts: only known names are served."""
import os
import time

from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import APIKeyHeader, HTTPBearer, OAuth2PasswordBearer, SecurityScopes
from jose import JWTError, jwt
from starlette.middleware.trustedhost import TrustedHostMiddleware

KEY = "lab-shared-key-lab-shared-key-32"
app = FastAPI(docs_url=None, redoc_url=None)
if os.environ.get("LAB_MODE") == "hosts":
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["api.lab.test"])


@app.api_route("/", methods=["GET", "HEAD"])
@app.api_route("/ok", methods=["GET", "HEAD"])
def ok():
    return {"status": "ok"}


@app.get("/slow/{x:path}")
@app.get("/slow")
def slow(x: str = ""):
    time.sleep(6)
    return {"status": "late"}


bearer = HTTPBearer()


@app.get("/bearer")
def only_bearer(c=Depends(bearer)):
    if c.credentials != "good-token":
        raise HTTPException(401, "Invalid token")
    return {"status": "ok"}


oauth = OAuth2PasswordBearer(tokenUrl="token", scopes={"items": "Read items."})


def user(scopes: SecurityScopes, token: str = Depends(oauth)):
    h = {"WWW-Authenticate": 'Bearer scope="%s"' % scopes.scope_str if scopes.scopes else "Bearer"}
    try:
        c = jwt.decode(token, KEY, algorithms=["HS256"])
    except JWTError:
        raise HTTPException(401, "Could not validate credentials", headers=h)
    if any(s not in c.get("scope", "").split() for s in scopes.scopes):
        raise HTTPException(401, "Not enough permissions", headers=h)
    return c


@app.get("/me")
def me(u=Security(user)):
    return {"sub": u["sub"]}


@app.get("/me/items")
def items(u=Security(user, scopes=["items"])):
    return {"items": []}


@app.get("/orders/{n}")
def order(n: int, u=Security(user)):
    if u["sub"] != "owner":
        raise HTTPException(404)  # somebody else's order is not told from a missing one
    return {"id": n}


api_key = APIKeyHeader(name="X-API-Key")


@app.get("/key")
def key(v: str = Depends(api_key)):
    if v != "good-key":
        raise HTTPException(403, "Could not validate API key")
    return {"status": "ok"}


@app.get("/report")
def report():
    return {"rows": []}


@app.post("/submit")
def submit():
    return {"status": "taken"}


@app.api_route("/film", methods=["GET", "HEAD"])
def film():
    raise HTTPException(451)
