#!/bin/sh
# Runs a script as an image would: as nobody of this machine, on a file system that is read-only
# but for /data and /tmp, with a loopback of its own and nothing beyond it.
#
#   unshare --mount --net sh image_root.sh ROOT PYTHON INSTALLED DATA USER SCRIPT
set -eu

root=$1 python=$2 installed=$3 data=$4 user=$5 script=$6

shown() {
	mkdir -p "$root$1"
	mount --bind "$1" "$root$1"
	mount -o remount,bind,ro "$root$1"
}

mount --make-rprivate /
ip link set lo up
mount -t tmpfs -o mode=0755 root "$root"
mkdir "$root/tmp" "$root/data" "$root/proc" "$root/dev"
mount -t tmpfs -o mode=1777,size=256m temporary "$root/tmp"
for folder in /bin /lib /lib64; do
	# Links into /usr on most systems.
	if [ -L "$folder" ]; then cp -P "$folder" "$root$folder"; else shown "$folder"; fi
done
for folder in /usr /etc "$python" "$installed"; do
	shown "$folder"
done
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
chown "$user:$user" "$data"
mount --bind "$data" "$root/data"
mount -o remount,ro "$root"
exec chroot "$root" setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs \
	--bounding-set=-all --inh-caps=-all sh -euc "cd /data && $script"
