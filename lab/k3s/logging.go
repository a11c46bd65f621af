package main

import (
	"bytes"
	"fmt"
	"os"
	"sync"
	"time"
)

// output keeps whole lines together when several children write at once.
var output sync.Mutex

// logf writes one line in the format of k3s's own log.
func logf(format string, values ...any) {
	logLine("info", fmt.Sprintf(format, values...))
}

func logLine(level, message string) {
	output.Lock()
	defer output.Unlock()
	fmt.Fprintf(os.Stderr, "time=%q level=%s msg=%q\n", time.Now().UTC().Format(time.RFC3339), level, message)
}

// prefixed passes on whole lines with the name of the component in front.
type prefixed struct {
	name    string
	pending []byte
}

// Write takes any piece of output, and prints the lines that are complete.
func (p *prefixed) Write(piece []byte) (int, error) {
	p.pending = append(p.pending, piece...)
	for {
		line, rest, found := bytes.Cut(p.pending, []byte("\n"))
		if !found {
			return len(piece), nil
		}
		output.Lock()
		fmt.Fprintf(os.Stderr, "%s | %s\n", p.name, line)
		output.Unlock()
		p.pending = rest
	}
}
