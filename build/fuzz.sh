#!/bin/sh
# Runs the coverage-guided fuzzer on the engine's readers.
#
#   build/fuzz.sh [SECONDS [READERS [READER ...]]]
#
# SECONDS for each reader (900), READERS at a time (one for every two processors), READER such as
# Onnx or TorchZip (all). Logs and figures.tsv go to engine/target/fuzz. Fails if a reader breaks.
set -eu

# Runs one reader; writes a line of figures. Called by this script itself.
one() {
  reader=$1
  folder=$(folder_of "$reader")
  log=$found/$folder.log
  code=0
  mvn -B -q -Pfuzz -pl engine -am test -DskipTests -Dfuzz.seconds="$seconds" \
    -Dfuzz.reader="$reader" -Dfuzz.folder="$folder" >"$log" 2>&1 || code=$?
  tried=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
  edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
  kept=$(find "$found/$folder" -type f | wc -l | tr -d ' ')
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' \
    "$folder" "$seconds" "${tried:--}" "${edges:--}" "$kept" "$code" | tee -a "$found/figures.tsv"
  return "$code"
}

# TorchZip is torch_zip.
folder_of() {
  printf '%s\n' "$1" | sed 's/\(.\)\([A-Z]\)/\1_\2/g' | tr '[:upper:]' '[:lower:]'
}

self=$(cd "$(dirname "$0")" && pwd)/${0##*/}
cd "${self%/*}/.."
found=$PWD/engine/target/fuzz

if [ "${1:-}" = --one ]; then
  seconds=$2
  one "$3"
  exit
fi

seconds=${1:-900}
processors=$(getconf _NPROCESSORS_ONLN)
at_a_time=${2:-$(((processors + 1) / 2))}
if [ $# -ge 2 ]; then shift 2; else shift $#; fi
if [ $# -eq 0 ]; then
  for file in engine/src/test/java/dev/lanewise/engine/fuzz/*Fuzzer.java; do
    name=${file##*/}
    set -- "$@" "${name%Fuzzer.java}"
  done
fi

# Compiled once, so that the runs side by side find nothing to compile.
mvn -B -q -Pfuzz -Dexec.skip -pl engine -am test -DskipTests
for reader in "$@"; do
  mkdir -p "$found/$(folder_of "$reader")"
done
printf 'reader\tseconds\tinputs tried\tedges covered\tinputs kept\texit code\n' \
  | tee "$found/figures.tsv"
printf '%s\n' "$@" | xargs -n 1 -P "$at_a_time" "$self" --one "$seconds"
