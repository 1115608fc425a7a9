start_dnsmasq() { render "$LAB/conf/dnsmasq/dnsmasq.conf" "$RUN/dnsmasq/dnsmasq.conf"; spawn dnsmasq dnsmasq -k -C "$RUN/dnsmasq/dnsmasq.conf"; sleep 0.3; }
