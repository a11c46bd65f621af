package main

// The parts of Kubernetes' objects that are read here, under their names in the API.

type metadata struct {
	Name            string            `json:"name"`
	Namespace       string            `json:"namespace"`
	ResourceVersion string            `json:"resourceVersion"`
	Labels          map[string]string `json:"labels"`
}

func (m metadata) meta() metadata { return m }

type object interface{ meta() metadata }

type ingress struct {
	metadata `json:"metadata"`
	Spec     struct {
		IngressClassName string   `json:"ingressClassName"`
		DefaultBackend   *backend `json:"defaultBackend"`
		Rules            []rule   `json:"rules"`
	} `json:"spec"`
}

type rule struct {
	Host string `json:"host"`
	HTTP struct {
		Paths []path `json:"paths"`
	} `json:"http"`
}

type path struct {
	Path     string  `json:"path"`
	PathType string  `json:"pathType"`
	Backend  backend `json:"backend"`
}

type backend struct {
	Service struct {
		Name string `json:"name"`
		Port port   `json:"port"`
	} `json:"service"`
}

// port is named or numbered in an ingress, and both in a service.
type port struct {
	Name   string `json:"name"`
	Number int    `json:"number"`
}

type service struct {
	metadata `json:"metadata"`
	Spec     struct {
		Ports []struct {
			Name string `json:"name"`
			Port int    `json:"port"`
		} `json:"ports"`
	} `json:"spec"`
}

type endpointSlice struct {
	metadata  `json:"metadata"`
	Endpoints []endpoint `json:"endpoints"`
	Ports     []struct {
		Name string `json:"name"`
		Port int    `json:"port"`
	} `json:"ports"`
}

type endpoint struct {
	Addresses  []string `json:"addresses"`
	Conditions struct {
		Ready       *bool `json:"ready"`
		Serving     *bool `json:"serving"`
		Terminating *bool `json:"terminating"`
	} `json:"conditions"`
}

// serviceLabel names the service that a slice belongs to.
const serviceLabel = "kubernetes.io/service-name"
