using AIoT.Embedded.Gateway.Captures;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Releases;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Sparkplug;

namespace AIoT.Embedded.Gateway.Setup;

/// <summary>What can be set by file, environment and flags; null: not said there.</summary>
public sealed record GatewaySettings
{
    /// <summary><c>HOST:PORT</c>, or <c>private</c> for a Mosquitto of the gateway's own.</summary>
    public string? Broker { get; init; }

    /// <summary>How boards prove themselves to the private broker.</summary>
    public BrokerSecurity? BrokerSecurity { get; init; }

    /// <summary>Where the private broker listens, ADDRESS:PORT.</summary>
    public string? BrokerListen { get; init; }

    /// <summary>PEM file of the authority that an external broker's certificate is from; TLS is spoken where it is given.</summary>
    public string? BrokerCa { get; init; }

    public string? BrokerCertificate { get; init; }

    public string? BrokerKey { get; init; }

    public string? BrokerUser { get; init; }

    /// <summary>A file with the password: not on a command line that others can list.</summary>
    public string? BrokerPasswordFile { get; init; }

    public string? Assets { get; init; }

    public string? Http { get; init; }

    /// <summary>Plain HTTP beyond loopback.</summary>
    public bool? HttpPlain { get; init; }

    /// <summary>Whoever is on this machine may read without a key.</summary>
    public bool? LoopbackWithoutKey { get; init; }

    public string? Model { get; init; }

    /// <summary>URL of an OpenTelemetry collector that takes metrics over HTTP (OTLP), without <c>/v1/metrics</c>.</summary>
    public string? Otlp { get; init; }

    /// <summary>How boards are asked for evidence; by the settings file alone.</summary>
    public DeviceSettings? Devices { get; init; }

    /// <summary>How fast models go out; by the settings file alone.</summary>
    public ReleaseSettings? Releases { get; init; }

    public RetentionSettings? Retention { get; init; }

    public CaptureSettings? Captures { get; init; }

    /// <summary>By the settings file alone.</summary>
    public SparkplugSettings? Sparkplug { get; init; }

    /// <summary>What is said here, else what <paramref name="below"/> says.</summary>
    public GatewaySettings Over(GatewaySettings below) => new()
    {
        Broker = Broker ?? below.Broker,
        BrokerSecurity = BrokerSecurity ?? below.BrokerSecurity,
        BrokerListen = BrokerListen ?? below.BrokerListen,
        BrokerCa = BrokerCa ?? below.BrokerCa,
        BrokerCertificate = BrokerCertificate ?? below.BrokerCertificate,
        BrokerKey = BrokerKey ?? below.BrokerKey,
        BrokerUser = BrokerUser ?? below.BrokerUser,
        BrokerPasswordFile = BrokerPasswordFile ?? below.BrokerPasswordFile,
        Assets = Assets ?? below.Assets,
        Http = Http ?? below.Http,
        HttpPlain = HttpPlain ?? below.HttpPlain,
        LoopbackWithoutKey = LoopbackWithoutKey ?? below.LoopbackWithoutKey,
        Model = Model ?? below.Model,
        Otlp = Otlp ?? below.Otlp,
        Devices = Devices ?? below.Devices,
        Releases = Releases ?? below.Releases,
        Retention = Retention ?? below.Retention,
        Captures = Captures ?? below.Captures,
        Sparkplug = Sparkplug ?? below.Sparkplug,
    };
}
