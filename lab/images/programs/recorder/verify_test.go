package main

import (
	"reflect"
	"strings"
	"testing"
)

// written gives the lines of records 1 to count, as they are on disk.
func written(count uint64) []string {
	lines, previous := []string{}, noSum
	for number := uint64(1); number <= count; number++ {
		record := newRecord(number, 1_700_000_000_000, "orders-db-0", previous)
		lines, previous = append(lines, record.line()), record.sum
	}
	return lines
}

func without(lines []string, from, to int) []string {
	return append(append([]string{}, lines[:from-1]...), lines[to:]...)
}

func with(lines []string, number int, line string) []string {
	changed := append([]string{}, lines...)
	changed[number-1] = line
	return changed
}

func look(t *testing.T, lines []string, mark uint64) Report {
	t.Helper()
	seen, err := verify(strings.NewReader(strings.Join(lines, "")), mark)
	if err != nil {
		t.Fatal(err)
	}
	return seen.report
}

func TestVerify(t *testing.T) {
	ten := written(10)
	forged := newRecord(5, 0, "nobody", ten[3][len(ten[3])-65:len(ten[3])-1]).line()
	const content, chain = "has another content than its checksum says", "does not continue the record before it"
	cases := map[string]struct {
		lines   []string
		mark    uint64
		count   uint64
		first   uint64
		last    uint64
		lost    []Range
		damaged []Damage
		torn    int64
	}{
		"nothing":                     {lines: nil},
		"everything":                  {lines: ten, mark: 10, count: 10, first: 1, last: 10},
		"the mark lags by one":        {lines: ten, mark: 9, count: 10, first: 1, last: 10},
		"records lost in the middle":  {lines: without(ten, 4, 6), mark: 10, count: 7, first: 1, last: 10, lost: []Range{{4, 6}}},
		"records lost at the start":   {lines: without(ten, 1, 2), mark: 10, count: 8, first: 3, last: 10, lost: []Range{{1, 2}}},
		"records lost at the end":     {lines: ten[:7], mark: 10, count: 7, first: 1, last: 7, lost: []Range{{8, 10}}},
		"all records lost":            {lines: nil, mark: 10, lost: []Range{{1, 10}}},
		"a torn last line":            {lines: with(ten, 10, ten[9][:20]), mark: 9, count: 9, first: 1, last: 9, torn: 20},
		"a last line torn afterwards": {lines: with(ten, 10, ten[9][:20]), mark: 10, count: 9, first: 1, last: 9, lost: []Range{{10, 10}}, torn: 20},
		"a changed record": {
			lines: with(ten, 5, strings.Replace(ten[4], "orders", "Orders", 1)), mark: 10,
			count: 9, first: 1, last: 10, damaged: []Damage{{5, 5, content}},
		},
		"a changed checksum": {
			lines: with(ten, 5, ten[4][:len(ten[4])-2]+"x\n"), mark: 10,
			count: 9, first: 1, last: 10, damaged: []Damage{{5, 5, content}},
		},
		"a record exchanged with its checksum": {
			lines: with(ten, 5, forged), mark: 10,
			count: 9, first: 1, last: 10, damaged: []Damage{{6, 6, chain}},
		},
		"a lost end of line": {
			lines: with(ten, 5, strings.TrimSuffix(ten[4], "\n")), mark: 10,
			count: 8, first: 1, last: 10, lost: []Range{{6, 6}}, damaged: []Damage{{5, 5, "has 9 fields, not 5"}},
		},
		"a line too many": {
			lines: with(ten, 5, ten[4]+"\x00\x00\n"), mark: 10,
			count: 10, first: 1, last: 10, damaged: []Damage{{6, 0, "has 1 fields, not 5"}},
		},
		"an old record again": {
			lines: with(ten, 8, ten[7]+ten[2]), mark: 10,
			count: 10, first: 1, last: 10, damaged: []Damage{{9, 3, "has a number that was there before"}},
		},
		"a damaged last line": {
			lines: with(ten, 10, "rubbish\n"), mark: 10,
			count: 9, first: 1, last: 9, damaged: []Damage{{10, 10, "has 1 fields, not 5"}},
		},
	}
	for name, expected := range cases {
		t.Run(name, func(t *testing.T) {
			wanted := Report{expected.count, expected.first, expected.last, expected.lost, expected.damaged, expected.torn}
			seen := look(t, expected.lines, expected.mark)
			if len(seen.Lost) == 0 && wanted.Lost == nil {
				seen.Lost = nil
			}
			if len(seen.Damaged) == 0 && wanted.Damaged == nil {
				seen.Damaged = nil
			}
			if !reflect.DeepEqual(seen, wanted) {
				t.Errorf("seen %+v, wanted %+v", seen, wanted)
			}
		})
	}
}
