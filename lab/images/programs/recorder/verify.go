package main

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// Report is what a look at the whole log shows.
type Report struct {
	// Count is how many records are intact, of which First and Last are the outermost numbers.
	Count uint64 `json:"count"`
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
	// Lost are records that were on disk once, because later ones are or because the mark says so.
	Lost []Range `json:"lost"`
	// Damaged are lines that are there and not as they were written.
	Damaged []Damage `json:"damaged"`
	// TornBytes is the length of a last line without an end: a write that was interrupted, so nobody was told
	// that it is on disk, and nothing is lost.
	TornBytes int64 `json:"tornBytes"`
}

// Range is a run of records, both ends included.
type Range struct {
	From uint64 `json:"from"`
	To   uint64 `json:"to"`
}

// Damage is one line that cannot be trusted. Number is the record that has to have been
// there, or 0 if it is one line too many.
type Damage struct {
	Line   uint64 `json:"line"`
	Number uint64 `json:"number"`
	Reason string `json:"reason"`
}

// verifier goes through the lines of a log in order.
type verifier struct {
	report Report
	line   uint64
	// reached is the highest number accounted for, be it intact, damaged or lost.
	reached uint64
	// open is how many damaged lines at the end of report.Damaged have no number yet.
	open int
	// before is the sum of the record in the line before, or empty if that one is not intact.
	before string
	// size is where the last whole line ends, and lastSum the sum of the last intact record.
	size    int64
	lastSum string
}

// verify reads a log to its end. Records up to the mark are known to have been on disk.
func verify(log io.Reader, mark uint64) (verifier, error) {
	seen := verifier{before: noSum, lastSum: noSum}
	seen.report.Lost, seen.report.Damaged = []Range{}, []Damage{}
	reader := bufio.NewReader(log)
	for {
		line, err := reader.ReadString('\n')
		if errors.Is(err, io.EOF) {
			seen.report.TornBytes = int64(len(line))
			seen.account(max(mark, seen.reached+uint64(seen.open)))
			return seen, nil
		}
		if err != nil {
			return seen, err
		}
		seen.take(strings.TrimSuffix(line, "\n"))
	}
}

func (v *verifier) take(line string) {
	v.line++
	v.size += int64(len(line)) + 1
	read, err := parseRecord(line)
	switch {
	case err != nil:
		v.report.Damaged = append(v.report.Damaged, Damage{Line: v.line, Reason: err.Error()})
		v.open++
		v.before = ""
	case read.number <= v.reached:
		v.damage(read, "has a number that was there before")
	default:
		v.follow(read)
	}
}

// follow takes a record that is intact by itself, and compares it with the one before it if there is one.
func (v *verifier) follow(read record) {
	gap := read.number-1 > v.reached
	v.account(read.number - 1)
	if !gap && v.before != "" && read.previous != v.before {
		v.damage(read, "does not continue the record before it")
	} else {
		v.accept(read)
	}
	v.reached = read.number
	v.before, v.lastSum = read.sum, read.sum
}

func (v *verifier) accept(read record) {
	if v.report.Count == 0 {
		v.report.First = read.number
	}
	v.report.Count++
	v.report.Last = read.number
}

func (v *verifier) damage(read record, reason string) {
	v.report.Damaged = append(v.report.Damaged, Damage{v.line, read.number, reason})
}

// account settles everything up to a number: damaged lines stand where records were, the rest is lost. A
// damaged line for which no number is left is no record at all and keeps number 0.
func (v *verifier) account(upTo uint64) {
	damaged := v.report.Damaged
	for ; v.open > 0; v.open-- {
		if v.reached < upTo {
			v.reached++
			damaged[len(damaged)-v.open].Number = v.reached
		}
	}
	if v.reached < upTo {
		v.report.Lost = append(v.report.Lost, Range{v.reached + 1, upTo})
		v.reached = upTo
	}
}
