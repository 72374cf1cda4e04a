using AIoT.Embedded.Gateway.Sparkplug.Payloads;

namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>What the edge node speaks for. Called from one thread at a time.</summary>
public interface IEdgeSource
{
    /// <summary>All metrics of the node itself, with their present values; the names stay the same between two births.</summary>
    IReadOnlyList<Metric> Node();

    /// <summary>The devices that are there, each with all of its metrics and their present values.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<Metric>> Devices();

    /// <summary>The next values of devices in order of arrival, at most a few hundred; each is given once.</summary>
    IReadOnlyList<DeviceValues> Take();

    /// <summary>What <see cref="Take"/> gave last has been handed to the broker, or is not to be sent.</summary>
    void Taken();
}
