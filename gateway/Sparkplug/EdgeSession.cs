using AIoT.Embedded.Gateway.Sparkplug.Payloads;

namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>What an edge node says on one connection: births, data, deaths, one counter for all of them.</summary>
internal sealed partial class EdgeSession(
    EdgeNodeOptions options, SparkplugTopics topics, IEdgeSource source, IEdgeTransport transport, int birthNumber, HostClock host, TimeProvider time, ILogger logger)
{
    /// <summary>Values that one report takes at most; what is left comes with the next, commands in between.</summary>
    private const int MostPerReport = 5000;

    private readonly Dictionary<(string Device, string Name), ulong> _aliases = [];
    private readonly Dictionary<string, object?> _nodeValues = [];
    private readonly Dictionary<string, DeviceBirth> _devices = [];
    private int _seq;

    /// <summary>The whole birth sequence: the node, then each device that is there, the counter from 0, the birth number unchanged.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public void Birth()
    {
        _seq = 0;
        _nodeValues.Clear();
        _devices.Clear();
        long now = Now();
        List<Metric> metrics = [EdgeNode.BirthNumber(birthNumber, now), new Metric(EdgeNode.RebirthName, MetricType.Boolean, false, now)];
        foreach (Metric metric in source.Node())
        {
            _nodeValues[metric.Name] = metric.Value;
            metrics.Add(Stamped(metric, now) with { Alias = Alias("", metric.Name) });
        }

        Send(topics.NodeBirth, metrics, now);
        ReportReadings(now);
        LogBorn(options.Group, options.Node, _devices.Count);
    }

    /// <summary>Sends what has changed: devices that came and went, the node's values, the devices' values.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public void Report()
    {
        long now = Now();
        List<Metric> changed = [];
        IReadOnlyList<Metric> metrics = source.Node();
        if (metrics.Any(metric => !_nodeValues.ContainsKey(metric.Name)))
        {
            // What the node has not been born with it may not send (tck-id-operational-behavior-data-publish-nbirth).
            Birth();
            return;
        }

        foreach (Metric metric in metrics)
        {
            if (!Equals(_nodeValues[metric.Name], metric.Value))
            {
                _nodeValues[metric.Name] = metric.Value;
                changed.Add(Nameless(Stamped(metric, now), ""));
            }
        }

        if (changed.Count > 0)
        {
            Send(topics.NodeData, changed, now);
        }

        ReportReadings(now);
    }

    /// <summary>Devices first, then their values: looking at the devices looks at the next values, so that a birth knows whose they are.</summary>
    private void ReportReadings(long now)
    {
        for (int sent = 0; sent < MostPerReport;)
        {
            ReportDevices(now);
            IReadOnlyList<DeviceValues> values = source.Take();
            if (values.Count == 0)
            {
                return;
            }

            foreach (DeviceValues of in values)
            {
                ReportValues(of, now);
            }

            source.Taken();
            sent += values.Count;
        }
    }

    /// <summary>Understands a message, or leaves it alone: nothing that comes in can hurt.</summary>
    public EdgeOrder Hear(string topic, byte[] bytes)
    {
        if (options.PrimaryHost is { } name && topic == SparkplugTopics.HostState(name))
        {
            // An older word than the last one is a retained leftover.
            if (!HostState.TryRead(bytes, out HostState state) || !host.Accepts(state.TimestampMs))
            {
                LogIgnored(topic, "no STATE, or older than the last");
                return EdgeOrder.None;
            }

            return state.Online ? EdgeOrder.HostOnline : EdgeOrder.HostOffline;
        }

        if (!PayloadCodec.TryRead(bytes, out Payload command, out string reason))
        {
            LogIgnored(topic, reason);
            return EdgeOrder.None;
        }

        if (topic == topics.NodeCommand && command.Metrics.Any(metric => metric is { Name: EdgeNode.RebirthName, Type: MetricType.Boolean, Value: true }))
        {
            return EdgeOrder.Rebirth;
        }

        LogIgnored(topic, topics.CommandedDevice(topic) is { } device ? $"no metric of {device} can be written" : "no command of this node");
        return EdgeOrder.None;
    }

    private void ReportDevices(long now)
    {
        IReadOnlyDictionary<string, IReadOnlyList<Metric>> present = source.Devices();
        foreach (string gone in _devices.Keys.Where(device => !present.ContainsKey(device)).ToList())
        {
            _devices.Remove(gone);
            Send(topics.DeviceDeath(gone), [], now);
        }

        foreach ((string device, IReadOnlyList<Metric> metrics) in present)
        {
            if (!_devices.TryGetValue(device, out DeviceBirth? birth) || metrics.Any(metric => !birth.Names.Contains(metric.Name)))
            {
                long newest = metrics.Count == 0 ? 0 : metrics.Max(metric => metric.TimestampMs);
                _devices[device] = new DeviceBirth([.. metrics.Select(metric => metric.Name)], newest);
                // In the order of their times (tck-id-operational-behavior-data-publish-dbirth-order).
                Send(topics.DeviceBirth(device), [.. metrics.Select(metric => Stamped(metric, now) with { Alias = Alias(device, metric.Name) }).OrderBy(metric => metric.TimestampMs)], now);
            }
        }
    }

    private void ReportValues(DeviceValues values, long now)
    {
        if (!_devices.TryGetValue(values.Device, out DeviceBirth? birth))
        {
            // A board that is not there now: its readings are in the gateway's own store.
            return;
        }

        long at = values.Metrics.Count == 0 ? 0 : values.Metrics[0].TimestampMs;
        bool late = at < birth.NewestMs || now - at > options.HistoricalAfter.TotalMilliseconds;
        if (at == birth.NewestMs && birth.Fresh)
        {
            // The birth has just said it.
            birth.Fresh = false;
            return;
        }

        birth.NewestMs = Math.Max(birth.NewestMs, at);
        List<Metric> metrics = [.. values.Metrics.Where(metric => birth.Names.Contains(metric.Name)).Select(metric => Nameless(Stamped(metric, now), values.Device) with { Historical = late })];
        if (metrics.Count > 0)
        {
            Send(topics.DeviceData(values.Device), metrics, now);
        }
    }

    private void Send(string topic, IReadOnlyList<Metric> metrics, long now)
    {
        byte[] payload = PayloadCodec.Write(new Payload(now, _seq, metrics));
        _seq = (_seq + 1) & 255;
        if (!transport.Publish(topic, payload, qos: 0))
        {
            throw new IOException("the connection is gone");
        }
    }

    private Metric Nameless(Metric metric, string device) => metric with { Name = "", Alias = Alias(device, metric.Name), Unit = null };

    private static Metric Stamped(Metric metric, long now) => metric.TimestampMs == 0 ? metric with { TimestampMs = now } : metric;

    private ulong Alias(string device, string name)
    {
        if (!_aliases.TryGetValue((device, name), out ulong alias))
        {
            alias = (ulong)_aliases.Count + 1;
            _aliases[(device, name)] = alias;
        }

        return alias;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(LogLevel.Information, "Sparkplug: {Group}/{Node} is born with {Devices} devices")]
    private partial void LogBorn(string group, string node, int devices);

    [LoggerMessage(LogLevel.Warning, "Sparkplug: {Topic} ignored: {Reason}")]
    private partial void LogIgnored(string topic, string reason);

    /// <summary>What a device was born with.</summary>
    private sealed class DeviceBirth(HashSet<string> names, long newestMs)
    {
        public HashSet<string> Names { get; } = names;

        /// <summary>Time of the newest value sent.</summary>
        public long NewestMs { get; set; } = newestMs;

        /// <summary>No value has been sent since the birth.</summary>
        public bool Fresh { get; set; } = true;
    }
}
