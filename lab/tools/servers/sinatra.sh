start_sinatra() { HOME="$RUN" spawn sinatra $(asweb) puma -b tcp://${H}1:19680 -e production "$LAB/apps/sinatra/config.ru"; waitport sinatra ${H}1 19680 40; }
