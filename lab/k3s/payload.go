package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// magic ends every packed file. Before it come the length of the footer (8 bytes) and the footer (JSON).
const magic = "k3slab01"

// Footer says what was appended to the multi-call executable, and what the whole calls itself.
type Footer struct {
	Version string `json:"version"`
	Digest  string `json:"digest"`
	Parts   []Part `json:"parts"`
}

// Part is one executable inside the packed file.
type Part struct {
	Name   string `json:"name"`
	Offset int64  `json:"offset"`
	Size   int64  `json:"size"`
}

// ownFile names this executable. On Linux the link in /proc is used, because it still opens the running file
// after an upgrade has put another one at its path.
func ownFile() string {
	if runtime.GOOS == "linux" {
		return "/proc/self/exe"
	}
	file, err := os.Executable()
	if err != nil {
		fatal(err)
	}
	return file
}

// readFooter reads the footer of this executable. It is an error when nothing was packed into it.
func readFooter() (Footer, error) {
	file, err := os.Open(ownFile())
	if err != nil {
		return Footer{}, err
	}
	defer file.Close()
	return footerOf(file)
}

func footerOf(file io.ReadSeeker) (footer Footer, err error) {
	tail := make([]byte, 8+len(magic))
	if _, err = file.Seek(-int64(len(tail)), io.SeekEnd); err != nil {
		return footer, err
	}
	if _, err = io.ReadFull(file, tail); err != nil {
		return footer, err
	}
	if string(tail[8:]) != magic {
		return footer, fmt.Errorf("nothing was packed into this executable: make a k3s file with k3s pack")
	}
	size := int64(binary.BigEndian.Uint64(tail))
	if _, err = file.Seek(-size-int64(len(tail)), io.SeekEnd); err != nil {
		return footer, err
	}
	err = json.NewDecoder(io.LimitReader(file, size)).Decode(&footer)
	return footer, err
}

// unpack puts the packed executables into <data-dir>/data/<digest>/bin, as k3s does, and returns that folder.
// A folder that is there already is complete, because it gets its name last.
func unpack(dataDir string) (string, error) {
	footer, err := readFooter()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(dataDir, "data", footer.Digest[:16])
	if _, err := os.Stat(folder); err == nil {
		return filepath.Join(folder, "bin"), nil
	}
	unfinished := fmt.Sprintf("%s.%d", folder, os.Getpid())
	defer os.RemoveAll(unfinished)
	if err := extract(footer.Parts, filepath.Join(unfinished, "bin")); err != nil {
		return "", err
	}
	return filepath.Join(folder, "bin"), os.Rename(unfinished, folder)
}

func extract(parts []Part, folder string) error {
	source, err := os.Open(ownFile())
	if err != nil {
		return err
	}
	defer source.Close()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, part := range parts {
		content := io.NewSectionReader(source, part.Offset, part.Size)
		if err := writeExecutable(filepath.Join(folder, part.Name), content); err != nil {
			return err
		}
	}
	return nil
}

func writeExecutable(path string, content io.Reader) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, content); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
