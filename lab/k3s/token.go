package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
)

// ensureToken writes the join token to <data-dir>/server/token in k3s's own form unless it is there. Whoever
// backs up the datastore has to keep it too: without it k3s cannot read what it encrypted.
func ensureToken(dataDir, pki string) error {
	file := filepath.Join(dataDir, "server", "token")
	if exists(file) {
		return nil
	}
	ca, err := os.ReadFile(filepath.Join(pki, "ca.crt"))
	if err != nil {
		return err
	}
	digest := sha256.Sum256(ca)
	secret := make([]byte, 16)
	_, _ = rand.Read(secret)
	token := "K10" + hex.EncodeToString(digest[:]) + "::server:" + hex.EncodeToString(secret) + "\n"
	return os.WriteFile(file, []byte(token), 0o600)
}
