start_jetty() { local b=$RUN/jetty a=$RUN/jetty/apps d f
  rm -rf "$b"; mkdir -p "$b"/{webapps,tmp,etc,start.d} "$a"/{main,portal}/WEB-INF "$a/portal/desk"
  for d in listing private locked staff closed read pay; do mkdir -p "$a/main/$d"; echo ok >"$a/main/$d/page.txt"; done
  echo ok >"$a/main/ok.txt"; echo '<p>home</p>' >"$a/main/index.html"; echo ok >"$a/portal/desk/page.txt"
  echo '<form action=j_security_check method=post><input name=j_username><input type=password name=j_password></form>' >"$a/portal/login.html"
  echo '<% if (true) throw new RuntimeException("boom"); %>' >"$a/main/err.jsp"
  echo '<% if (request.getParameter("rows") != null) Thread.sleep(25000); %>done' >"$a/main/report.jsp"
  for f in main portal; do render "$LAB/conf/jetty/$f.xml" "$b/webapps/$f.xml"; done
  render "$LAB/conf/jetty/start.ini" "$b/start.ini"; cp "$LAB/conf/jetty/realm.properties" "$b/etc/"
  cp "$LAB/conf/jetty/web.xml" "$a/main/WEB-INF/web.xml"; cp "$LAB/conf/jetty/portal-web.xml" "$a/portal/WEB-INF/web.xml"
  openssl pkcs12 -export -in "$RUN/tls/server.pem" -inkey "$RUN/tls/server.key" -out "$b/etc/server.p12" -passout pass:changeit -name lab
  keytool -importcert -noprompt -alias ca -file "$RUN/tls/ca.pem" -keystore "$b/etc/trust.p12" -storetype PKCS12 -storepass changeit >"$RUN/log/jetty-keytool.out" 2>&1
  chown -R www-data "$b"; chown root "$a/main/private/page.txt" "$a/main/locked"; chmod 600 "$a/main/private/page.txt"; chmod 700 "$a/main/locked"
  spawn jetty $(asweb) java -Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir="$b/tmp" -Djetty.home=/usr/share/jetty9 -Djetty.base="$b" -jar /usr/share/jetty9/start.jar
  waitport jetty ${H}1 19204 60; }
