// Command recorder is the lab's workload: a web server that drains before it ends, and with a volume also a
// writer of numbered, chained records that can tell afterwards which of them were lost.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"gitops-updates/lab/images/programs/internal/drain"
)

// options are the flags. Who it is comes from the environment, where pods have it.
type options struct {
	listen    string
	volume    string
	rate      float64
	drain     time.Duration
	stopAfter time.Duration
}

func main() {
	options, err := readOptions(os.Args[1:])
	if err != nil {
		os.Exit(2)
	}
	if err := run(options, whoami()); err != nil {
		log.Fatal(err)
	}
}

func readOptions(arguments []string) (options, error) {
	var read options
	flags := flag.NewFlagSet("recorder", flag.ContinueOnError)
	flags.StringVar(&read.listen, "listen", ":8080", "address to serve on")
	flags.StringVar(&read.volume, "volume", "", "folder to write records to; none are written without")
	flags.Float64Var(&read.rate, "rate", 10, "records a second")
	flags.DurationVar(&read.drain, "drain", 6*time.Second, "how long to serve on, not ready, after SIGTERM")
	flags.DurationVar(&read.stopAfter, "stop-after", 0, "end by itself after so long, as a job does; 0 is never")
	err := flags.Parse(arguments)
	if err == nil && (read.rate <= 0 || read.rate > 1000) {
		err = errors.New("-rate has to be above 0 and at most 1000")
		log.Print(err)
	}
	return read, err
}

func whoami() identity {
	pod := os.Getenv("POD_NAME")
	if pod == "" {
		pod, _ = os.Hostname()
	}
	return identity{Pod: pod, Namespace: os.Getenv("POD_NAMESPACE"), Node: os.Getenv("NODE_NAME")}
}

func run(options options, self identity) error {
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	if options.stopAfter > 0 {
		// A job that is done has nobody to drain for.
		stop, cancel = context.WithTimeout(stop, options.stopAfter)
		defer cancel()
		options.drain = 0
	}
	handler := &handler{identity: self}
	if options.volume != "" {
		records, err := openLog(options.volume, self.Pod)
		if err != nil {
			return err
		}
		handler.log = records
		go writeRecords(records, options.rate)
	}
	server := &drain.Server{Listen: options.listen, Handler: handler.routes(), Drain: options.drain}
	handler.draining = server.Draining
	return server.Serve(stop)
}

// writeRecords goes on until the process ends: what ends it is not to be trusted to be gentle.
func writeRecords(records *recordLog, rate float64) {
	for now := range time.Tick(time.Duration(float64(time.Second) / rate)) {
		if err := records.append(now.UnixMilli()); err != nil {
			log.Print("cannot write: ", err)
		}
	}
}
