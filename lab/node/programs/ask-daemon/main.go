// Command ask-daemon is what systemctl and journalctl are on a node of the lab: under their names it hands its
// arguments to the node's daemon and prints the answer. Scripts call it dozens of times a run, so it has to start in no
// time.
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

type request struct {
	Tool string   `json:"tool"`
	Args []string `json:"args"`
}

type answer struct {
	Stdout string `json:"stdout"`
	Stderr string `json:"stderr"`
	Code   int    `json:"code"`
}

func main() {
	tool := filepath.Base(os.Args[0])
	said, err := ask(request{Tool: tool, Args: append([]string{}, os.Args[1:]...)})
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: the node's daemon does not answer: %v\n", tool, err)
		os.Exit(1)
	}
	fmt.Fprint(os.Stdout, said.Stdout)
	fmt.Fprint(os.Stderr, said.Stderr)
	os.Exit(said.Code)
}

// socket is where the daemon listens, as the file beside this one says.
func socket() (string, error) {
	own, err := os.Executable()
	if err != nil {
		return "", err
	}
	path, err := os.ReadFile(filepath.Join(filepath.Dir(own), "daemon-socket"))
	return string(path), err
}

// ask sends one line and reads one answer; the daemon may take as long as a service takes to stop.
func ask(question request) (answer, error) {
	var said answer
	path, err := socket()
	if err != nil {
		return said, err
	}
	connection, err := net.Dial("unix", path)
	if err != nil {
		return said, err
	}
	defer connection.Close()
	if err := json.NewEncoder(connection).Encode(question); err != nil {
		return said, err
	}
	return said, json.NewDecoder(connection).Decode(&said)
}
