package main

import (
	"os"
	"path/filepath"
	"testing"
)

func opened(t *testing.T, folder string) *recordLog {
	t.Helper()
	log, err := openLog(folder, "orders-db-0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.file.Close() })
	return log
}

func appendRecords(t *testing.T, log *recordLog, count int) {
	t.Helper()
	for range count {
		if err := log.append(1_700_000_000_000); err != nil {
			t.Fatal(err)
		}
	}
}

// folderWith makes a folder with so many records, and nobody who writes there any more.
func folderWith(t *testing.T, count int) string {
	t.Helper()
	folder := t.TempDir()
	log := opened(t, folder)
	appendRecords(t, log, count)
	log.file.Close()
	return folder
}

func change(t *testing.T, file string, edit func(content []byte) []byte) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, edit(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestGoesOnWhereItEnded(t *testing.T) {
	log := opened(t, folderWith(t, 5))
	appendRecords(t, log, 3)
	report, err := log.report()
	if err != nil || report.Count != 8 || report.Last != 8 || len(report.Lost)+len(report.Damaged) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
	if log.atStart.Count != 5 {
		t.Errorf("at the start: %+v", log.atStart)
	}
}

func TestCutsOffATornLine(t *testing.T) {
	folder := folderWith(t, 5)
	change(t, filepath.Join(folder, "records.log"), func(content []byte) []byte { return append(content, "6 17000"...) })
	log := opened(t, folder)
	appendRecords(t, log, 1)
	report, _ := log.report()
	if log.atStart.TornBytes != 7 || report.TornBytes != 0 || report.Last != 6 || len(report.Lost)+len(report.Damaged) > 0 {
		t.Errorf("at the start %+v, then %+v", log.atStart, report)
	}
}

func TestKeepsALossVisible(t *testing.T) {
	folder := folderWith(t, 5)
	change(t, filepath.Join(folder, "records.log"), func(content []byte) []byte { return content[:len(content)/5*3+2] })
	log := opened(t, folder)
	appendRecords(t, log, 2)
	report, _ := log.report()
	if len(report.Lost) != 1 || report.Lost[0] != (Range{4, 5}) || report.Last != 7 || report.Count != 5 {
		t.Errorf("%+v", report)
	}
}

func TestSaysThatTheMarkIsUnreadable(t *testing.T) {
	folder := folderWith(t, 5)
	change(t, filepath.Join(folder, "mark"), func([]byte) []byte { return []byte("xyz") })
	if damaged := opened(t, folder).atStart.Damaged; len(damaged) != 1 || damaged[0].Line != 0 {
		t.Errorf("%+v", damaged)
	}
}

func TestRefusesASecondWriter(t *testing.T) {
	folder := t.TempDir()
	opened(t, folder)
	if _, err := openLog(folder, "orders-db-0"); err == nil {
		t.Error("two recorders write to one log")
	}
}

func TestAFailedWriteLeavesNothingBehindAndIsTriedAgain(t *testing.T) {
	log := opened(t, t.TempDir())
	appendRecords(t, log, 2)
	writable := log.file
	readOnly, err := os.Open(writable.Name())
	if err != nil {
		t.Fatal(err)
	}
	log.file = readOnly
	if log.append(0) == nil || log.lastFailure() == nil {
		t.Error("a write to a read-only file succeeded")
	}
	log.file = writable
	appendRecords(t, log, 1)
	if report, _ := log.report(); report.Last != 3 || report.Count != 3 || log.lastFailure() != nil {
		t.Errorf("%+v, %v", report, log.lastFailure())
	}
}
