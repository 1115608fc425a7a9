start_tomcat() { local b=$RUN/tomcat app=$RUN/tomcat/webapps/ROOT d f
  rm -rf "$b"; mkdir -p "$b"/{conf/Catalina/localhost,logs,temp,work} "$app/WEB-INF"
  cp /etc/tomcat10/{web.xml,catalina.properties,context.xml,logging.properties} "$b/conf/"
  for f in server.xml users.xml; do render "$LAB/conf/tomcat/$f" "$b/conf/$f"; done
  render "$LAB/conf/tomcat/rewrite.config" "$b/conf/Catalina/localhost/rewrite.config"; render "$LAB/conf/tomcat/web.xml" "$app/WEB-INF/web.xml"
  for d in rl allow block cors csrf denyall basic getonly secure ua ref vhost listing; do mkdir -p "$app/$d"; echo ok >"$app/$d/x.txt"; done
  echo ok >"$app/ok.txt"; echo '<% if (true) throw new RuntimeException("boom"); %>' >"$app/err.jsp"; chown -R www-data "$b"
  CATALINA_HOME=/usr/share/tomcat10 CATALINA_BASE=$b JAVA_OPTS=-Xmx128m spawn tomcat $(asweb) /usr/share/tomcat10/bin/catalina.sh run; waitport tomcat ${H}1 18680 60; }
