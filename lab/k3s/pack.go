package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"k8s.io/component-base/version"
)

// pack writes a k3s file: this executable, the ones it starts, and a footer with the version to report. Any
// rebuild number (+k3sN) of one Kubernetes version thus costs a copy and no compilation.
func pack(arguments []string) error {
	flags := flag.NewFlagSet("pack", flag.ExitOnError)
	kine := flags.String("kine", "", "kine executable")
	kwok := flags.String("kwok", "", "kwok executable")
	reported := flags.String("version", "", "version to report, such as v1.36.3+k3s1")
	out := flags.String("out", "", "file to write")
	_ = flags.Parse(arguments)
	if err := version.ValidateDynamicVersion(*reported); err != nil {
		return fmt.Errorf("cannot pack %q: %w", *reported, err)
	}
	parts := []source{{"kine", *kine}, {"kwok", *kwok}}
	if err := writePacked(*out+".part", *reported, parts); err != nil {
		os.Remove(*out + ".part")
		return err
	}
	return os.Rename(*out+".part", *out)
}

type source struct{ name, file string }

// packer digests what it writes and knows how far it has come, so that nothing is read twice.
type packer struct {
	out    io.Writer
	offset int64
}

func writePacked(out, reported string, sources []source) error {
	file, err := os.OpenFile(out, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	defer file.Close()
	digest := sha256.New()
	target := &packer{out: io.MultiWriter(file, digest)}
	if _, err := target.append(source{"k3s", ownFile()}); err != nil {
		return err
	}
	footer := Footer{Version: reported}
	for _, source := range sources {
		part, err := target.append(source)
		if err != nil {
			return err
		}
		footer.Parts = append(footer.Parts, part)
	}
	digest.Write([]byte(reported))
	footer.Digest = hex.EncodeToString(digest.Sum(nil))
	return writeFooter(file, footer)
}

func (p *packer) append(source source) (Part, error) {
	input, err := os.Open(source.file)
	if err != nil {
		return Part{}, err
	}
	defer input.Close()
	size, err := io.Copy(p.out, input)
	part := Part{Name: source.name, Offset: p.offset, Size: size}
	p.offset += size
	return part, err
}

func writeFooter(file *os.File, footer Footer) error {
	encoded, err := json.Marshal(footer)
	if err != nil {
		return err
	}
	tail := bytes.NewBuffer(encoded)
	_ = binary.Write(tail, binary.BigEndian, uint64(len(encoded)))
	tail.WriteString(magic)
	if _, err := file.Write(tail.Bytes()); err != nil {
		return err
	}
	return file.Sync()
}
