#!/usr/bin/env bash
# Sees that system packages are there:   tools/system_packages.sh bubblewrap chromium
#
# What is missing is installed with apt-get where that needs no password. Elsewhere it says what to
# install and goes on, since everything works without them, only less: without bubblewrap the
# judge's sandbox is weaker, without chromium the browser tests are skipped. In CI (the variable CI
# is set) nothing may be skipped, so there it fails; and everywhere where PYTHON can't make a
# virtual environment, for which Debian and Ubuntu have a package apart.
set -euo pipefail

there() {
    case "$1" in
        python*-venv) "${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null ;;
        bubblewrap) command -v bwrap ;;
        chromium)   command -v chromium || command -v chromium-browser || command -v google-chrome ;;
        postgresql) command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null ;;
        # Without a font that has 中文, Chromium draws boxes in its place.
        fonts-wqy-microhei) fc-list :lang=zh 2>/dev/null | grep . ;;
        *)          echo "tools/system_packages.sh: unknown package $1" >&2; exit 2 ;;
    esac >/dev/null
}

missing() { for package in "$@"; do there "$package" || printf '%s ' "$package"; done; }

case " $* " in *" chromium "*) set -- "$@" fonts-wqy-microhei ;; esac
lacking=$(missing "$@")
[ -z "$lacking" ] && exit 0

if command -v apt-get >/dev/null; then
    root=()
    [ "$(id -u)" -eq 0 ] || root=(sudo -n)
    if [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; then
        echo "Installing with apt-get: $lacking"
        # shellcheck disable=SC2086  # a list of words
        if ! { "${root[@]}" apt-get -qq update &&
               "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
                   --no-install-recommends $lacking; } >/dev/null
        then
            echo "apt-get failed; its words are above." >&2
        fi
    fi
    lacking=$(missing "$@")
    [ -z "$lacking" ] && exit 0
fi

cat >&2 <<MESSAGE
Missing on this machine: $lacking
  Debian, Ubuntu:  sudo apt-get install $lacking
  Fedora:          sudo dnf install $lacking
  Arch:            sudo pacman -S $lacking
  elsewhere:       there is no bubblewrap outside Linux
MESSAGE
case "$lacking" in *-venv*) exit 1 ;; esac
cat >&2 <<MESSAGE
Going on without: without bubblewrap student code is confined less (\`autograder doctor\` tells how
much), without chromium the browser tests are skipped, without postgresql that of a gradebook there,
and without a Chinese font the pictures show boxes for 中文 (Fedora: wqy-microhei-fonts, Arch:
wqy-microhei).
MESSAGE
[ -z "${CI:-}" ] || { echo "CI is set: nothing may be skipped there." >&2; exit 1; }
