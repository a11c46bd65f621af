package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// record is one line of the log. Its sum covers everything before it, the sum of the line before included: so a
// changed record shows by itself, and one that was exchanged together with its sum shows in its successor.
type record struct {
	number   uint64
	unixMs   int64
	pod      string
	previous string
	sum      string
}

const fields = 5

// noSum stands where there is no record before.
var noSum = strings.Repeat("0", 2*sha256.Size)

func newRecord(number uint64, unixMs int64, pod, previous string) record {
	record := record{number: number, unixMs: unixMs, pod: pod, previous: previous}
	record.sum = record.expectedSum()
	return record
}

func (r record) body() string {
	return fmt.Sprintf("%d %d %s %s", r.number, r.unixMs, r.pod, r.previous)
}

func (r record) expectedSum() string {
	sum := sha256.Sum256([]byte(r.body()))
	return hex.EncodeToString(sum[:])
}

// line is the record as it is written, with its end of line.
func (r record) line() string {
	return r.body() + " " + r.sum + "\n"
}

// parseRecord reads a line without its end, and refuses it unless its sum is right.
func parseRecord(line string) (record, error) {
	parts := strings.Split(line, " ")
	if len(parts) != fields {
		return record{}, fmt.Errorf("has %d fields, not %d", len(parts), fields)
	}
	number, err := strconv.ParseUint(parts[0], 10, 64)
	if err != nil {
		return record{}, errors.New("has no number")
	}
	unixMs, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return record{}, errors.New("has no time")
	}
	read := record{number, unixMs, parts[2], parts[3], parts[4]}
	if read.sum != read.expectedSum() || read.body()+" "+read.sum != line {
		return record{}, errors.New("has another content than its checksum says")
	}
	return read, nil
}
