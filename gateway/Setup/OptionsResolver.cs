using System.Globalization;
using System.Net;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Broker;
using AIoT.Embedded.Gateway.Hosting;
using AIoT.Embedded.Mosquitto;

namespace AIoT.Embedded.Gateway.Setup;

/// <summary>Flags over environment over file over defaults, checked.</summary>
public static class OptionsResolver
{
    private const string DefaultHttp = "127.0.0.1:8080";
    private const string DefaultBroker = "127.0.0.1:1883";

    /// <param name="data">The data folder; null: AIOT_GATEWAY_DATA.</param>
    /// <param name="settingsPath">Null: AIOT_GATEWAY_SETTINGS, or <c>settings.yaml</c> in the data folder where there is one.</param>
    /// <exception cref="UsageException">Something is missing or wrong.</exception>
    public static GatewayOptions Resolve(string? data, string? settingsPath, GatewaySettings flags, Func<string, string?> variable)
    {
        string folder = DataFolder(data, variable);
        GatewaySettings settings = flags.Over(SettingsFile.FromEnvironment(variable)).Over(FileSettings(folder, settingsPath, variable));
        bool isPrivate = settings.Broker == "private";
        BrokerSecurity security = settings.BrokerSecurity ?? BrokerSecurity.Certificates;
        return new GatewayOptions
        {
            DataFolder = folder,
            Broker = isPrivate ? null : Access(settings),
            BrokerSecurity = security,
            BrokerListen = Address(settings.BrokerListen ?? (security == BrokerSecurity.Open ? "127.0.0.1:1883" : "0.0.0.0:8883"), "--broker-listen"),
            AssetsPath = settings.Assets ?? throw new UsageException("--assets is missing: give the YAML file of machines and sensors, or set `assets` in the settings file"),
            Http = Address(settings.Http ?? DefaultHttp, "--http"),
            HttpPlain = settings.HttpPlain ?? false,
            LoopbackWithoutKey = settings.LoopbackWithoutKey ?? false,
            ModelPath = settings.Model,
            Otlp = settings.Otlp is null ? null : Collector(settings.Otlp),
            Devices = settings.Devices ?? new(),
            Releases = settings.Releases ?? new(),
            Retention = settings.Retention ?? new(),
            Captures = settings.Captures ?? new(),
            Sparkplug = settings.Sparkplug,
        };
    }

    private static Uri Collector(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
        ? url
        : throw new UsageException($"otlp {text}: give the collector's URL, as http://127.0.0.1:4318");

    public static string DataFolder(string? data, Func<string, string?> variable) =>
        data ?? (variable("AIOT_GATEWAY_DATA") is { Length: > 0 } told ? told : throw new UsageException("--data is missing: give the data folder, or set AIOT_GATEWAY_DATA"));

    public static GatewaySettings FileSettings(string folder, string? settingsPath, Func<string, string?> variable)
    {
        string? path = settingsPath ?? (variable("AIOT_GATEWAY_SETTINGS") is { Length: > 0 } told ? told : null);
        if (path is null)
        {
            path = Path.Combine(folder, SettingsFile.Name);
            return File.Exists(path) ? SettingsFile.Load(path) : new GatewaySettings();
        }

        return File.Exists(path) ? SettingsFile.Load(path) : throw new UsageException($"{path}: the settings file is not there: give another with --settings, or make one with `aiot-gateway init`");
    }

    /// <summary>How an external broker is reached.</summary>
    /// <exception cref="UsageException">The address or a file is wrong.</exception>
    public static BrokerAccess Access(GatewaySettings settings)
    {
        string text = settings.Broker ?? DefaultBroker;
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is <= 0 or >= 65536)
        {
            throw new UsageException($"--broker {text}: this is not HOST:PORT: give something like 127.0.0.1:1883, or private");
        }

        foreach (string? file in new[] { settings.BrokerCa, settings.BrokerCertificate, settings.BrokerKey, settings.BrokerPasswordFile })
        {
            if (file is not null && !File.Exists(file))
            {
                throw new UsageException($"{file}: the broker's file is not there: see brokerCa, brokerCertificate, brokerKey and brokerPasswordFile in the settings");
            }
        }

        MosquittoTls? tls = settings.BrokerCa is null ? null : new MosquittoTls { CaFile = settings.BrokerCa, CertificateFile = settings.BrokerCertificate, KeyFile = settings.BrokerKey };
        return new BrokerAccess(text[..colon].Trim('[', ']'), port, settings.BrokerUser, settings.BrokerPasswordFile is null ? null : File.ReadAllText(settings.BrokerPasswordFile).Trim(), tls);
    }

    private static IPEndPoint Address(string text, string option) =>
        IPEndPoint.TryParse(text, out IPEndPoint? address) && text.Contains(':')
            ? address
            : throw new UsageException($"{option} {text}: this is not ADDRESS:PORT: give something like 127.0.0.1:8080");
}
