#!/usr/bin/env bash
# Builds the Debian package: build-deb.sh amd64|arm64 OUTPUT-FOLDER. Needs the .NET SDK, npm's packages (npm ci) and dpkg-deb; builds either
# on either machine: the program runs on the machine's own .NET (aspnetcore-runtime-10.0), and only native libraries differ. For amd64 it is
# compiled ahead, where the feed has what that takes.
set -euo pipefail
arch=${1:-}
out=${2:-}
case $arch in
  amd64) rid=linux-x64 npm=x64 strip=x86_64-linux-gnu-strip ahead=(-r linux-x64 --self-contained false -p:PublishReadyToRun=true) ;;
  arm64) rid=linux-arm64 npm=arm64 strip=aarch64-linux-gnu-strip ahead=() ;;
  *) echo "build-deb.sh: give amd64 or arm64, then a folder" >&2; exit 2 ;;
esac
[[ -n $out ]] || { echo "build-deb.sh: give a folder for the package" >&2; exit 2; }
command -v dpkg-deb >/dev/null || { echo "build-deb.sh: dpkg-deb is missing: apt-get install dpkg" >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
version=$(sed -nE 's|.*<Version>(.*)</Version>.*|\1|p' "$root/Directory.Build.props")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
mkdir -p "$out" "$tree/DEBIAN" "$tree/usr/bin" "$tree/usr/lib/aiot-gateway" "$tree/lib/systemd/system" "$tree/usr/share/doc/aiot-gateway/contracts"
onnx=$(find "$root/node_modules/onnxruntime-node/bin" -path "*/linux/$npm/libonnxruntime.so.1" 2>/dev/null | head -1)
[[ -n $onnx ]] || { echo "build-deb.sh: ONNX Runtime's library is not in node_modules: npm ci --ignore-scripts" >&2; exit 2; }
program=$tree/usr/lib/aiot-gateway
# Build folders of its own, unless AIOT_ARTIFACTS names some.
export AIOT_ARTIFACTS=${AIOT_ARTIFACTS:-$work/artifacts}
publish() {
  dotnet publish "$root/gateway/Gateway.csproj" -c Release "$@" -p:UseAppHost=false -p:DebugType=none -o "$program" -v quiet --nologo >"$work/publish.log" 2>&1
}
if ! { ((${#ahead[@]})) && publish "${ahead[@]}"; }; then
  ((${#ahead[@]} == 0)) || echo "build-deb.sh: not compiled ahead: $(grep -m1 -E 'error' "$work/publish.log")" >&2
  rm -rf "$program"
  publish || { grep -E 'error' "$work/publish.log" | sort -u | head -5 >&2; exit 1; }
fi
# Published for all machines: this one's native libraries go beside the program, the others go.
if [[ -d $program/runtimes ]]; then
  cp "$program/runtimes/$rid/native/"* "$program/"
  rm -rf "$program/runtimes"
fi
rm -f "$program"/*.xml
install -m 0644 "$onnx" "$program/"
# What a debugger would read goes, where binutils are there for that architecture.
if command -v "$strip" >/dev/null; then
  "$strip" --strip-unneeded "$program"/*.so "$program"/*.so.*
else
  echo "build-deb.sh: libraries not stripped: apt-get install binutils-${strip%-strip}" >&2
fi
[[ -f $tree/usr/lib/aiot-gateway/aiot-gateway.dll ]] || { echo "build-deb.sh: dotnet publish left no program (was it ended?)" >&2; exit 1; }
install -m 0755 "$here/launcher" "$tree/usr/bin/aiot-gateway"
install -m 0644 "$here/aiot-gateway.service" "$tree/lib/systemd/system/"
mkdir -p "$tree/usr/share/man/man8" "$tree/usr/share/lintian/overrides"
gzip -9nc "$here/aiot-gateway.8" >"$tree/usr/share/man/man8/aiot-gateway.8.gz"
install -m 0644 "$here/lintian-overrides" "$tree/usr/share/lintian/overrides/aiot-gateway"
install -m 0644 "$root/docs/contracts/wire.md" "$root/docs/contracts/ledger.md" "$tree/usr/share/doc/aiot-gateway/contracts/"
install -m 0644 "$here/copyright" "$tree/usr/share/doc/aiot-gateway/copyright"
install -m 0644 "$root"/docs/{gateway,install-gateway,alarms,assets,devices,ensemble,explanations,field-io,page,sparkplug,trust}.md "$tree/usr/share/doc/aiot-gateway/"
gzip -9nc >"$tree/usr/share/doc/aiot-gateway/changelog.gz" <<CHANGES
aiot-gateway ($version) stable; urgency=medium

  * Release $version.

 -- The AIoT.Embedded authors <maintainers@localhost>  $(date -u -d "@$(git -C "$root" log -1 --format=%ct 2>/dev/null || date +%s)" -R)
CHANGES
install -m 0755 "$here/postinst" "$here/prerm" "$here/postrm" "$tree/DEBIAN/"
find "$tree/usr" "$tree/lib" -type d -exec chmod 0755 {} +
find "$tree/usr/lib" "$tree/usr/share/man" "$tree/usr/share/doc" -type f -exec chmod 0644 {} +
cat >"$tree/DEBIAN/control" <<CONTROL
Package: aiot-gateway
Version: $version
Architecture: $arch
Maintainer: The AIoT.Embedded authors <maintainers@localhost>
Section: misc
Priority: optional
Installed-Size: $(du -sk "$tree/usr" | cut -f1)
Pre-Depends: init-system-helpers (>= 1.54~)
Depends: aspnetcore-runtime-10.0, libmosquitto1, mosquitto, adduser, libc6, libstdc++6
Description: AIoT.Embedded gateway
 Takes readings from boards, keeps them durably, judges machines from what their
 sensors say, and keeps a signed ledger of its decisions.
CONTROL
(cd "$tree" && find usr lib -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
dpkg-deb --build --root-owner-group "$tree" "$out/aiot-gateway_${version}_${arch}.deb" >/dev/null
echo "$out/aiot-gateway_${version}_${arch}.deb"
