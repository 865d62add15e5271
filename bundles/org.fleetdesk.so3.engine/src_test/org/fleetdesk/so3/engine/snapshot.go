// Asks an engine all that Portainer's snapshot asks, and everything else that has an answer with a type, and decodes the answers into the Docker project's
// own types. Members of the answers that these types do not have must be among those named here.
//
// Usage: snapshot URL CONTAINER IMAGE CHECKPOINT, where the container runs in a QEMU guest and has the checkpoint
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/volume"
)

// Members that the types of Docker 20.10 do not have.
var others = map[string]bool{
	"SO3": true, // ours
}

func known(value interface{}) interface{} {
	switch v := value.(type) {
	case map[string]interface{}:
		for key, member := range v {
			if others[key] {
				delete(v, key)
			} else {
				v[key] = known(member)
			}
		}
	case []interface{}:
		for i, element := range v {
			v[i] = known(element)
		}
	}
	return value
}

// Decodes one JSON value into a type of Docker, which must have all its members.
func decode(decoder *json.Decoder, into interface{}) error {
	var raw json.RawMessage
	if err := decoder.Decode(&raw); err != nil {
		return err
	}
	numbers := json.NewDecoder(bytes.NewReader(raw))
	numbers.UseNumber()
	var value interface{}
	if err := numbers.Decode(&value); err != nil {
		return err
	}
	text, err := json.Marshal(known(value))
	if err != nil {
		return err
	}
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	return strict.Decode(into)
}

var url string
var failures int

func ask(method, path string, body string, status int, each func() interface{}) {
	request, err := http.NewRequest(method, url+path, strings.NewReader(body))
	if err == nil && body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	count := 0
	if err == nil {
		client := http.Client{Timeout: 60 * time.Second}
		var response *http.Response
		if response, err = client.Do(request); err == nil {
			defer response.Body.Close()
			if response.StatusCode != status {
				text, _ := io.ReadAll(response.Body)
				err = fmt.Errorf("%s: %s", response.Status, text)
			} else if each != nil {
				decoder := json.NewDecoder(response.Body)
				for err == nil {
					if err = decode(decoder, each()); err == nil {
						count++
					}
				}
				if err == io.EOF && count > 0 {
					err = nil
				}
			}
		}
	}
	if err != nil {
		failures++
		fmt.Printf("FAILED %s %s: %v\n", method, path, err)
	} else {
		fmt.Printf("ok %s %s\n", method, path)
	}
}

func main() {
	url = os.Args[1]
	name, img, checkpoint := os.Args[2], os.Args[3], os.Args[4]
	var version types.Version
	var info types.Info
	var list []types.Container
	for _, prefix := range []string{"", "/v1.24", "/v1.41", "/v1.47"} {
		// Portainer's snapshot
		ask("GET", prefix+"/_ping", "", 200, nil)
		ask("HEAD", prefix+"/_ping", "", 200, nil)
		ask("GET", prefix+"/info", "", 200, func() interface{} { return &info })
		ask("GET", prefix+"/containers/json?all=1", "", 200, func() interface{} { return &list })
		ask("GET", prefix+"/containers/"+name+"/json", "", 200, func() interface{} { return new(types.ContainerJSON) })
		ask("GET", prefix+"/images/json", "", 200, func() interface{} { return new([]types.ImageSummary) })
		ask("GET", prefix+"/volumes", "", 200, func() interface{} { return new(volume.VolumeListOKBody) })
		ask("GET", prefix+"/networks", "", 200, func() interface{} { return new([]types.NetworkResource) })
		ask("GET", prefix+"/version", "", 200, func() interface{} { return &version })
	}
	ask("GET", "/plugins", "", 200, func() interface{} { return new(types.PluginsListResponse) })
	ask("GET", "/containers/json?all=1&size=1", "", 200, func() interface{} { return new([]types.Container) })
	ask("GET", "/containers/"+name+"/json?size=1", "", 200, func() interface{} { return new(types.ContainerJSON) })
	ask("GET", "/containers/"+name+"/top", "", 200, func() interface{} { return new(container.ContainerTopOKBody) })
	ask("GET", "/containers/"+name+"/stats?stream=0", "", 200, func() interface{} { return new(types.StatsJSON) })
	ask("GET", "/containers/"+name+"/stats?stream=0&one-shot=1", "", 200, func() interface{} { return new(types.StatsJSON) })
	ask("GET", "/containers/"+name+"/checkpoints", "", 200, func() interface{} {
		return new([]struct {
			types.Checkpoint
			// ours
			Created        time.Time
			Size           int64
			Image, ImageID string
			Usable         bool
		})
	})
	ask("GET", "/images/"+img+"/json", "", 200, func() interface{} { return new(types.ImageInspect) })
	ask("GET", "/images/"+img+"/history", "", 200, func() interface{} { return new([]image.HistoryResponseItem) })
	ask("GET", "/system/df", "", 200, func() interface{} { return new(types.DiskUsage) })
	ask("GET", fmt.Sprintf("/events?since=0&until=%d", time.Now().Unix()), "", 200, func() interface{} { return new(events.Message) })
	ask("GET", "/networks/nosuch", "", 404, func() interface{} { return new(types.ErrorResponse) })
	ask("POST", "/networks/prune", "", 200, func() interface{} { return new(types.NetworksPruneReport) })
	ask("POST", "/volumes/prune", "", 200, func() interface{} { return new(types.VolumesPruneReport) })
	ask("POST", "/build/prune", "", 200, func() interface{} { return new(types.BuildCachePruneReport) })
	ask("POST", "/images/prune", "", 200, func() interface{} { return new(types.ImagesPruneReport) })
	ask("POST", "/containers/create?name=fromgo", "{\"Image\":\""+img+"\"}", 201, func() interface{} { return new(container.ContainerCreateCreatedBody) })
	ask("POST", "/containers/fromgo/update", "{\"RestartPolicy\":{\"Name\":\"on-failure\"}}", 200, func() interface{} { return new(container.ContainerUpdateOKBody) })
	ask("POST", "/containers/fromgo/wait", "", 200, func() interface{} { return new(container.ContainerWaitOKBody) })
	ask("GET", "/containers/fromgo/stats?stream=0", "", 200, func() interface{} { return new(types.StatsJSON) })
	ask("POST", "/containers/prune", "", 200, func() interface{} { return new(types.ContainersPruneReport) })
	ask("DELETE", "/containers/"+name+"/checkpoints/"+checkpoint, "", 204, nil)
	ask("DELETE", "/containers/"+name+"?force=1&v=1", "", 204, nil)
	ask("DELETE", "/images/"+img, "", 200, func() interface{} { return new([]types.ImageDeleteResponseItem) })
	if version.APIVersion != "1.47" || info.ServerVersion == "" || len(list) != 1 || list[0].State != "running" || !strings.HasPrefix(list[0].Names[0], "/"+name) {
		failures++
		fmt.Printf("FAILED: the decoded values are not those of the engine: %+v %+v %+v\n", version, info, list)
	}
	if failures > 0 {
		os.Exit(1)
	}
}
