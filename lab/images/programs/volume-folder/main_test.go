package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCreatesAndDeletesAsOftenAsAsked(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "pvc-1")
	for range 2 {
		if err := act("create", folder); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o777 {
		t.Fatalf("folder: %v, %v", info, err)
	}
	for range 2 {
		if err := act("delete", folder); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Fatalf("still there: %v", err)
	}
}

func TestRefusesWhatIsNoVolume(t *testing.T) {
	for _, path := range []string{"", "/", "/data", "relative/path", "/data/../etc", "/data/x/"} {
		if act("delete", path) == nil {
			t.Errorf("%q was accepted", path)
		}
	}
	if act("format", filepath.Join(t.TempDir(), "pvc-1")) == nil {
		t.Error("an unknown action was accepted")
	}
}
