using AIoT.Embedded.Gateway.Broker;

namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>The gateway as an edge node of a Sparkplug B infrastructure.</summary>
public sealed record SparkplugSettings
{
    public required string Group { get; init; }

    public required string Node { get; init; }

    /// <summary>The broker of the host applications; null: the boards' own.</summary>
    public BrokerAccess? Broker { get; init; }

    /// <summary>The host application that must be online; null: none is waited for.</summary>
    public string? PrimaryHost { get; init; }

    /// <summary>A board that has sent nothing for so long is dead to the hosts.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);
}
