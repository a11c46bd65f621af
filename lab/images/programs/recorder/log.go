package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// recordLog is a file of records, and beside it the mark: the highest number that is known to be on disk. Without
// it, a log that has lost its end would look whole.
type recordLog struct {
	lock     sync.Mutex
	file     *os.File
	mark     *os.File
	pod      string
	size     int64
	next     uint64
	previous string
	atStart  Report
	failure  error
}

// openLog takes up the log in a folder. It looks at everything that is there, cuts off a torn last line, and goes
// on behind the highest number that ever was on disk, so that what was lost stays visible.
func openLog(folder, pod string) (*recordLog, error) {
	file, err := openFile(folder, "records.log")
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, fmt.Errorf("%s: another recorder writes here: %w", file.Name(), err)
	}
	mark, err := openFile(folder, "mark")
	if err != nil {
		return nil, err
	}
	log := &recordLog{file: file, mark: mark, pod: pod}
	return log, errors.Join(log.takeUp(), syncFolder(folder))
}

func (l *recordLog) takeUp() error {
	seen, err := l.verify()
	if err != nil {
		return err
	}
	l.atStart = seen.report
	l.size, l.next, l.previous = seen.size, seen.reached+1, seen.lastSum
	return l.cutOff()
}

// append puts the next record on disk, and then the mark. A write that fails leaves nothing behind, and the same
// number is tried again the next time.
func (l *recordLog) append(unixMs int64) error {
	l.lock.Lock()
	defer l.lock.Unlock()
	record := newRecord(l.next, unixMs, l.pod, l.previous)
	if l.failure = writeAndSync(l.file, record.line(), l.size); l.failure != nil {
		return errors.Join(l.failure, l.cutOff())
	}
	l.size += int64(len(record.line()))
	l.next, l.previous = record.number+1, record.sum
	l.failure = writeAndSync(l.mark, markText(record.number), 0)
	return l.failure
}

// report looks at the whole log anew, so that it tells of what has happened to the file meanwhile too.
func (l *recordLog) report() (Report, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	seen, err := l.verify()
	return seen.report, err
}

func (l *recordLog) lastFailure() error {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.failure
}

func (l *recordLog) verify() (verifier, error) {
	mark, markErr := readMark(l.mark)
	seen, err := verify(io.NewSectionReader(l.file, 0, math.MaxInt64), mark)
	if markErr != nil {
		seen.report.Damaged = append(seen.report.Damaged, Damage{Reason: markErr.Error()})
	}
	return seen, err
}

// cutOff removes what stands behind the last whole line.
func (l *recordLog) cutOff() error {
	if err := l.file.Truncate(l.size); err != nil {
		return err
	}
	return l.file.Sync()
}

// markText always has the same length, so that a new mark covers the old one.
func markText(number uint64) string {
	return fmt.Sprintf("%020d\n", number)
}

func readMark(file *os.File) (uint64, error) {
	content, err := io.ReadAll(io.NewSectionReader(file, 0, math.MaxInt64))
	if err != nil || len(content) == 0 {
		return 0, err
	}
	number, err := strconv.ParseUint(strings.TrimSuffix(string(content), "\n"), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("the mark is unreadable, so records lost at the end would not be noticed: %w", err)
	}
	return number, nil
}

func writeAndSync(file *os.File, text string, at int64) error {
	if _, err := file.WriteAt([]byte(text), at); err != nil {
		return err
	}
	return file.Sync()
}

func openFile(folder, name string) (*os.File, error) {
	return os.OpenFile(filepath.Join(folder, name), os.O_RDWR|os.O_CREATE, 0o644)
}

// syncFolder puts the names of new files on disk.
func syncFolder(folder string) error {
	opened, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer opened.Close()
	return opened.Sync()
}
