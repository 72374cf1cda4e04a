using AIoT.Embedded.Gateway.Sparkplug;
using AIoT.Embedded.Gateway.Sparkplug.Payloads;

namespace AIoT.Embedded.Gateway.Tests.Sparkplug;

/// <summary>A plant that changes when a test says so.</summary>
internal sealed class ScriptedSource : IEdgeSource
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Metric> _node = new() { ["Machines/fan/State"] = new("Machines/fan/State", MetricType.String, "normal") };
    private readonly Dictionary<string, IReadOnlyList<Metric>> _devices = [];
    private readonly List<DeviceValues> _waiting = [];
    private int _given;

    public void Set(Metric metric)
    {
        lock (_gate)
        {
            _node[metric.Name] = metric;
        }
    }

    public void Appear(string device, params Metric[] metrics)
    {
        lock (_gate)
        {
            _devices[device] = metrics;
        }
    }

    public void Vanish(string device)
    {
        lock (_gate)
        {
            _devices.Remove(device);
        }
    }

    public void Measure(string device, params Metric[] metrics)
    {
        lock (_gate)
        {
            _waiting.Add(new DeviceValues(device, metrics));
        }
    }

    public IReadOnlyList<Metric> Node()
    {
        lock (_gate)
        {
            return [.. _node.Values];
        }
    }

    public IReadOnlyDictionary<string, IReadOnlyList<Metric>> Devices()
    {
        lock (_gate)
        {
            return new Dictionary<string, IReadOnlyList<Metric>>(_devices);
        }
    }

    public IReadOnlyList<DeviceValues> Take()
    {
        lock (_gate)
        {
            _given = _waiting.Count;
            return [.. _waiting];
        }
    }

    public void Taken()
    {
        lock (_gate)
        {
            _waiting.RemoveRange(0, _given);
        }
    }
}
