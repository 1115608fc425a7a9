"""garbage.py ADDR PORT: a back end that does not speak HTTP."""
import socketserver, sys
class Answer(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.recv(4096); self.request.sendall(b"\x15\x03\x01\x00\x02\x02\x46 not http at all\n")
class Server(socketserver.ThreadingTCPServer): allow_reuse_address = True; daemon_threads = True
Server((sys.argv[1], int(sys.argv[2])), Answer).serve_forever()
