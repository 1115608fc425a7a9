<?php
$conf['title'] = 'Lab wiki';
$conf['savedir'] = '@RUN@/dokuwiki/data';
$conf['useacl'] = 1;
$conf['superuser'] = '@admin';
$conf['disableactions'] = 'register';
$conf['license'] = '0';
$conf['updatecheck'] = 0;
$conf['send404'] = 1;
$conf['passcrypt'] = 'smd5';
$conf['securecookie'] = 0;
