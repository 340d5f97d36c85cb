# One machine for a room: what kiosk-room makes, a real ssh server that gives the kiosk and nothing else, and a serial line.
. "$srcdir/tests/tap.sh"
admin=$builddir/tools/kiosk-admin
work=$(mktemp -d) || exit 99
. "$srcdir/tests/terminal/screen.sh"
keeper='' server='' wire=''
trap 'term kill-server 2>/dev/null; for p in $keeper $server $wire; do kill "$p" 2>/dev/null; done; rm -rf "$work"' EXIT
cd "$work" || exit 99
mkdir -p root/usr/bin root/var/lib home stick
ln -s "$builddir/kiosk/app/kiosk" root/usr/bin/kiosk
unset TMUX SSH_AUTH_SOCK KIOSK_ADMIN KIOSK_DATADIR
export HOME="$work/home" TERM=xterm-256color LC_ALL=C.UTF-8
room() { sh "$srcdir/tools/kiosk-room" --root "$work/root" "$@" 2>&1; }
said() { room "$@"; echo "exit $?"; }
made() { (cd root && find etc usr/local -type f 2>/dev/null | sort); }

# Refusals: nothing is made.
is 'it wants to be told what' "$(said)" 'kiosk-room: say --ssh, --serial LINE, or both; the head of this script says how
exit 2'
is '--ssh wants a way in' "$(said --ssh)" 'kiosk-room: --ssh wants --keys FILE or --password; the head of this script says how
exit 2'
is 'not two' "$(said --ssh --password --keys a)" 'kiosk-room: take --keys or --password, not both: a password would be one more way in; the head of this script says how
exit 2'
is 'a console is no line' "$(said --serial tty1)" 'kiosk-room: tty1 is a console of the machine, not a serial line; the head of this script says how
exit 2'
is 'a line is a name, not a path' "$(said --serial ../ttyS0 | head -n 1)" 'kiosk-room: ../ttyS0 is no line; name it as /dev has it, such as ttyS0; the head of this script says how'
is 'a speed is one of those that there are' "$(said --serial ttyS0 --speed 9601 | head -n 1)" 'kiosk-room: 9601 is no speed of a serial line; the head of this script says how'
is 'a terminal is one that there is' "$(said --serial ttyS0 --term vt999)" 'kiosk-room: there is no terminal "vt999" that can move its cursor; vt220, vt100 and xterm there are; the head of this script says how
exit 2'
is 'a path with a quote goes nowhere' "$(said --serial ttyS0 --centre '/a";reboot' | tail -n 1)" 'exit 2'
is 'without a centre there is no room' "$(said --serial ttyS0)" 'kiosk-room: there is no centre in /var/lib/empretec-kiosk: make it first, with kiosk-admin init
exit 1'
is 'what is not there is not removed' "$(said --remove)" 'kiosk-room: no room was set up here
exit 1'
ok 'a centre is made' sh -c 'echo 4711 | "$1" init centre --name "Empretec Lusaka" --manager "Grace Banda" --pin-from -' - "$admin"
ln -s "$work/centre" root/var/lib/empretec-kiosk
good='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFakeFakeFakeFakeFakeFakeFakeFakeFakeFakeFake'
printf '# seats\n\ncommand="/bin/sh" %s x\n' "$good" >bad.pub
is 'a key with options in front is refused, and named' "$(said --ssh --keys bad.pub)" 'kiosk-room: bad.pub:3: this is no public key (a line of a .pub file, nothing in front of it)
exit 1'
printf '# none\n' >none.pub
is 'so is a file without one' "$(said --ssh --keys none.pub)" 'kiosk-room: none.pub: there is no key in this file
exit 1'
is 'a secret key is none' "$(printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\n' >secret; said --ssh --keys secret | tail -n 1)" 'exit 1'
is 'nothing was made so far' "$(made)" ''

# What is made, and taken away
printf '%s amina@seat-1\r\n' "$good" >seats.pub
ok 'a dry run goes through' room --ssh --keys seats.pub --serial ttyS0 --dry-run
is 'and makes nothing' "$(made)" ''
is 'it says each thing that would be done' "$(room --ssh --keys seats.pub --serial ttyS0 --dry-run | grep '^would')" "would write /etc/empretec-kiosk/room:
would write /usr/local/lib/empretec-kiosk/seat:
would run: useradd --system --no-create-home --home-dir /usr/local/lib/empretec-kiosk --shell /usr/local/lib/empretec-kiosk/seat --comment Seat of the Empretec room empretec-seat
would run: usermod --append --groups $(stat -c %G centre) empretec-seat
would write /etc/empretec-kiosk/seat.keys:
would run: usermod --password * empretec-seat
would write /etc/ssh/sshd_config.d/10-empretec-kiosk.conf:
would run: systemctl try-reload-or-restart ssh.service
would write /etc/systemd/system/empretec-kiosk-serial@.service:
would run: systemctl daemon-reload
would run: systemctl enable --now empretec-kiosk-serial@ttyS0.service"
ok 'the room is made' room --ssh --keys seats.pub --serial ttyS0
files='etc/empretec-kiosk/room
etc/empretec-kiosk/seat.keys
etc/ssh/sshd_config.d/10-empretec-kiosk.conf
etc/systemd/system/empretec-kiosk-serial@.service
usr/local/lib/empretec-kiosk/seat'
is 'these are its files' "$(made)" "$files"
is 'a key gets a terminal, the kiosk, and nothing else' "$(cat root/etc/empretec-kiosk/seat.keys)" "restrict,pty,command=\"/usr/local/lib/empretec-kiosk/seat\" $good"
before=$(cd root && find etc usr/local -type f -exec sha256sum {} + | sort)
ok 'twice is once' room --ssh --keys seats.pub --serial ttyS0
is 'with the same files' "$(cd root && find etc usr/local -type f -exec sha256sum {} + | sort)" "$before"
ok 'a second line joins' room --serial ttyUSB0 --speed 115200
is 'and both are known' "$(grep -c '^line ' root/etc/empretec-kiosk/room)" 2
is 'removing ends both' "$(room --remove --dry-run | grep 'disable')" 'would run: systemctl disable --now empretec-kiosk-serial@ttyS0.service
would run: systemctl disable --now empretec-kiosk-serial@ttyUSB0.service'
ok 'it is taken away' room --remove
is 'all of it' "$(made)" ''
ok 'a room with a password is made' room --ssh --password
is 'it has no key file, and takes passwords alone' "$(made | grep -c keys; grep -E 'AuthenticationMethods|PasswordAuthentication' root/etc/ssh/sshd_config.d/*)" '0
    AuthenticationMethods password
    PasswordAuthentication yes'
ok 'from passwords back to keys' room --ssh --keys seats.pub
is 'which takes keys alone' "$(grep -E 'AuthenticationMethods|PasswordAuthentication' root/etc/ssh/sshd_config.d/*)" '    AuthenticationMethods publickey
    PasswordAuthentication no'
ok 'and is taken away too' room --remove

# Killed before each file comes to its place: what is there is taken away, or made whole by saying it again.
mkdir killing
printf '#!/bin/sh\n[ "$(($(cat "%s/killing/left") - 1))" -gt 0 ] || { kill -9 $PPID; exit 1; }\necho $(($(cat "%s/killing/left") - 1)) >"%s/killing/left"\nexec /bin/mv "$@"\n' "$work" "$work" "$work" >killing/mv
chmod +x killing/mv
killed() { echo "$1" >killing/left; { (PATH=$work/killing:$PATH; sh "$srcdir/tools/kiosk-room" --root "$work/root" --ssh --keys seats.pub --serial ttyS0 >/dev/null 2>&1); } 2>/dev/null; echo $?; }
for step in 1 2 3 4 5; do
    is "killed at file $step, it ends there" "$(killed $step)" 137
    is "and has made what comes before" "$(made | grep -vc '\.new$')" $((step - 1))
    room --remove >/dev/null
    is "of which nothing stays ($step)" "$(made)" ''
    killed $step >/dev/null
    room --ssh --keys seats.pub --serial ttyS0 >/dev/null
    is "or all of it comes ($step)" "$(made)" "$files"
    room --remove >/dev/null
done
is 'it is not killed a sixth time' "$(killed 6)" 0
room --remove >/dev/null

# The paths of a root that is none: what was made is used where it lies.
here() { sed -i "s#/usr/local/lib/empretec-kiosk/seat#$work/root/usr/local/lib/empretec-kiosk/seat#g; s#/etc/empretec-kiosk/#$work/root/etc/empretec-kiosk/#g" "$@"; }
seat=$work/root/usr/local/lib/empretec-kiosk/seat
use_seat() { sed -i "s#exec /usr/bin/kiosk --centre /var/lib/empretec-kiosk#exec $builddir/kiosk/app/kiosk --centre $work/centre#" "$seat"; }
"$admin" keep --centre centre >keeper.log 2>&1 &
keeper=$!
tries=0
until grep -q listens keeper.log || [ $tries -ge 600 ]; do tries=$((tries + 1)); sleep 0.05; done

if ! command -v tmux >/dev/null || ! PATH=$PATH:/usr/sbin command -v sshd >/dev/null; then
    skip 'sessions over ssh' 'tmux or openssh-server is not installed'
else
    PATH=$PATH:/usr/sbin
    ssh-keygen -q -t ed25519 -N '' -f seat-key && ssh-keygen -q -t ed25519 -N '' -f other-key && ssh-keygen -q -t ed25519 -N '' -f host-key
    ok 'the room is made for a real key' room --ssh --keys seat-key.pub
    here root/etc/empretec-kiosk/seat.keys root/etc/ssh/sshd_config.d/10-empretec-kiosk.conf
    use_seat
    # who runs this test stands for the user of the seats; the folder is anybody's, so its modes are not looked at
    me=$(id -un)
    sed "s/^Match User empretec-seat/Match User $me/" root/etc/ssh/sshd_config.d/10-empretec-kiosk.conf >match.conf
    port=$((20000 + $$ % 20000))
    printf '%s\n' "Port $port" 'ListenAddress 127.0.0.1' "HostKey $work/host-key" "PidFile $work/sshd.pid" 'StrictModes no' 'UsePAM no' 'Subsystem sftp internal-sftp' \
        'X11Forwarding yes' "Include $work/match.conf" >sshd.conf
    mkdir -p /run/sshd 2>/dev/null
    ok 'the server takes its settings' sshd -t -f "$work/sshd.conf"
    effective=$(sshd -T -f "$work/sshd.conf" -C "user=$me,host=localhost,addr=127.0.0.1")
    is 'and they are these' "$(printf '%s\n' "$effective" | grep -E '^(forcecommand|disableforwarding|permittunnel|permituserrc|authenticationmethods|permitemptypasswords|maxsessions) ' | sort)" \
        "authenticationmethods publickey
disableforwarding yes
forcecommand $seat
maxsessions 1
permitemptypasswords no
permittunnel no
permituserrc no"
    "$(command -v sshd)" -D -f "$work/sshd.conf" -E "$work/sshd.log" &
    server=$!
    options="-F none -p $port -i $work/seat-key -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=$work/known -o LogLevel=ERROR -o BatchMode=yes -o ConnectTimeout=20"
    tries=0
    until grep -q 'listening on' sshd.log 2>/dev/null || [ $tries -ge 600 ]; do tries=$((tries + 1)); sleep 0.05; done
    mkdir -p home/.ssh
    shell_ran=$work/shell-ran
    ask() { timeout 60 ssh $options "$@" </dev/null 2>&1; echo "exit $?"; }
    is 'a command is not run' "$(ask 127.0.0.1 "touch $shell_ran" | sed 's/\r//')" 'kiosk: this runs in a terminal; start it from one
exit 1'
    is 'nor one behind a line end' "$(ask 127.0.0.1 "x
touch $shell_ran" | tail -n 1)" 'exit 1'
    is 'so nothing came of it' "$([ -e "$shell_ran" ] && echo ran)" ''
    is 'files do not go over it' "$(echo "put $work/seat-key.pub $work/stick/" | timeout 60 sftp -F none -P $port -i seat-key -o IdentitiesOnly=yes -o StrictHostKeyChecking=no \
        -o UserKnownHostsFile="$work/known" -o LogLevel=ERROR -b - 127.0.0.1 >/dev/null 2>&1 && echo went; ls stick)" ''
    is 'nothing is passed on' "$(timeout 60 ssh $options -W 127.0.0.1:$port 127.0.0.1 </dev/null 2>&1 | grep -c SSH-2)" 0
    is 'another key is none' "$(timeout 60 ssh ${options%%-i *} -i other-key -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile="$work/known" -o LogLevel=ERROR \
        -o BatchMode=yes 127.0.0.1 </dev/null 2>&1 | tr -d '\r' | sed 's/^.*: //')" 'Permission denied (publickey).'
    # a server that is not root's cannot give a terminal to the group tty, where the system does not do so by itself
    if [ "$(id -u)" != 0 ] && [ "$(script -qec 'stat -c %G "$(tty)"' /dev/null </dev/null | tr -d '\r')" != tty ]; then
        skip 'a session gives the kiosk' 'terminals do not belong to the group tty here, and only root can change that'
    else
        open over 80x24 "ssh $options 127.0.0.1"
        ok 'a session gives the kiosk' sees over 'Press Enter to begin' 'Empretec Lusaka'
        open asks 80x24 "ssh -tt $options 127.0.0.1 /bin/sh"
        ok 'and so does one that asks for a shell' sees asks 'Press Enter to begin'
        open kitty 80x24 "env TERM=xterm-kitty-of-tomorrow ssh $options 127.0.0.1"
        ok 'a terminal that nobody knows here is served too' sees kitty 'Press Enter to begin'
        close kitty
        keys over C-c C-z C-d
        keys over Enter
        ok 'which goes on after all that ends programs' sees over 'I have a number'
        keys over 4
        ok 'and can be worked in' sees over 'sign out' 'F1 help'
        close over; close asks
        tries=0
        alone() { ! pgrep -f "kiosk --centre $work/centre" >/dev/null; }
        until alone || [ $tries -ge 600 ]; do tries=$((tries + 1)); sleep 0.05; done
        ok 'who is cut off leaves no kiosk behind' alone
    fi
    room --remove >/dev/null
fi

if ! command -v tmux >/dev/null || ! command -v socat >/dev/null; then
    skip 'a serial line' 'tmux or socat is not installed'
else
    ok 'the room has a line' room --serial ttyS0 --term vt220
    use_seat
    is 'whose unit signs the seat in by itself' "$(grep '^ExecStart=' root/etc/systemd/system/*)" \
        'ExecStart=-/sbin/agetty --autologin empretec-seat --noclear --noissue --local-line 9600 %I vt220'
    if command -v systemd-analyze >/dev/null; then
        is 'and is one that systemd takes' "$(cp root/etc/systemd/system/*serial@.service "$work/empretec-kiosk-serial@ttyS0.service"
            systemd-analyze verify --man=no "$work/empretec-kiosk-serial@ttyS0.service" 2>&1 | grep -F "$work/empretec-kiosk-serial" | grep -v 'dev-ttyS0.device')" ''
    else
        skip 'and is one that systemd takes' 'there is no systemd-analyze'
    fi
    socat PTY,raw,echo=0,link=near PTY,link=far 2>wire.log &
    wire=$!
    tries=0
    until { [ -e near ] && [ -e far ]; } || [ $tries -ge 600 ]; do tries=$((tries + 1)); sleep 0.05; done
    (stty -F far 9600 rows 0 cols 0; TERM=vt220 exec setsid -c "$seat" -c /bin/sh <far >far 2>far) &
    open serial 80x24 "socat -,raw,echo=0 $work/near,raw,echo=0"
    ok 'the line shows the kiosk' sees serial 'Press Enter to begin' 'Empretec Lusaka'
    keys serial Enter
    ok 'and takes its keys' sees serial 'I have a number'
    close serial
fi

# Many at once, for a moment: nothing that was acknowledged is missing. What they wait is measured elsewhere (docs/performance.md).
ok 'sixty sessions on one keeper lose nothing' sh -c '"$1" 60 4 0 | tee load && grep -q "in the log [1-9].*: none lost" load' - "$builddir/tests/bench/bench_sessions"
kill "$keeper"; wait "$keeper"
ok 'the records are whole' "$admin" check --centre centre
tap_end
