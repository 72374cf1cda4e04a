using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Captures;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Releases;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Sparkplug;
using YamlDotNet.RepresentationModel;

namespace AIoT.Embedded.Gateway.Setup;

/// <summary>The settings file, and the same by environment: AIOT_GATEWAY_ and the key in capitals, words parted by underscores.</summary>
public static class SettingsFile
{
    public const string Name = "settings.yaml";

    /// <param name="path">Paths in it count from its own folder.</param>
    /// <exception cref="UsageException">It is absent or wrong; the message names the line.</exception>
    public static GatewaySettings Load(string path)
    {
        YamlNode? node = YamlText.Read(path, "the settings file", out YamlProblem? problem);
        if (node is null)
        {
            throw new UsageException(problem is null ? $"{path}: the settings file is empty" : $"{problem.File}:{problem.Line}: {problem.What}");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var root = new YamlMap(path, node, "the settings");
        if (root.Whole("version", 0, 0, int.MaxValue) != 1)
        {
            throw root.WrongAt("version", "the settings must say `version: 1`");
        }

        var settings = new GatewaySettings
        {
            Broker = Text(root, "broker"),
            BrokerSecurity = Text(root, "brokerSecurity") is { } security ? Security(security) ?? throw root.WrongAt("brokerSecurity", "`brokerSecurity` must be open, password or certificates") : null,
            BrokerListen = Text(root, "brokerListen"),
            BrokerCa = File(root, "brokerCa", folder),
            BrokerCertificate = File(root, "brokerCertificate", folder),
            BrokerKey = File(root, "brokerKey", folder),
            BrokerUser = Text(root, "brokerUser"),
            BrokerPasswordFile = File(root, "brokerPasswordFile", folder),
            Assets = File(root, "assets", folder),
            Http = Text(root, "http"),
            HttpPlain = Flag(root, "httpPlain"),
            LoopbackWithoutKey = Flag(root, "loopbackWithoutKey"),
            Model = File(root, "model", folder),
            Otlp = Text(root, "otlp"),
            Devices = Devices(root.Map("devices", "`devices`")),
            Releases = Releases(root.Map("releases", "`releases`")),
            Retention = Retention(root.Map("retention", "`retention`")),
            Captures = Captures(root.Map("captures", "`captures`")),
            Sparkplug = Sparkplug(root.Map("sparkplug", "`sparkplug`"), folder),
        };
        root.Close();
        return settings;
    }

    /// <exception cref="UsageException">A variable is wrong.</exception>
    public static GatewaySettings FromEnvironment(Func<string, string?> variable)
    {
        string? Text(string name) => variable("AIOT_GATEWAY_" + name) is { Length: > 0 } value ? value : null;
        bool? Flag(string name) => Text(name) switch
        {
            null => null,
            "true" or "1" => true,
            "false" or "0" => false,
            { } other => throw new UsageException($"AIOT_GATEWAY_{name}: `{other}` is neither true nor false"),
        };
        return new GatewaySettings
        {
            Broker = Text("BROKER"),
            BrokerSecurity = Text("BROKER_SECURITY") is { } security ? Security(security) ?? throw new UsageException($"AIOT_GATEWAY_BROKER_SECURITY: `{security}` is none of open, password, certificates") : null,
            BrokerListen = Text("BROKER_LISTEN"),
            BrokerCa = Text("BROKER_CA"),
            BrokerCertificate = Text("BROKER_CERTIFICATE"),
            BrokerKey = Text("BROKER_KEY"),
            BrokerUser = Text("BROKER_USER"),
            BrokerPasswordFile = Text("BROKER_PASSWORD_FILE"),
            Assets = Text("ASSETS"),
            Http = Text("HTTP"),
            HttpPlain = Flag("HTTP_PLAIN"),
            LoopbackWithoutKey = Flag("LOOPBACK_WITHOUT_KEY"),
            Model = Text("MODEL"),
            Otlp = Text("OTLP"),
        };
    }

    public static BrokerSecurity? Security(string text) => text switch
    {
        "open" => BrokerSecurity.Open,
        "password" => BrokerSecurity.Password,
        "certificates" => BrokerSecurity.Certificates,
        _ => null,
    };

    private static DeviceSettings? Devices(YamlMap? map)
    {
        if (map is null)
        {
            return null;
        }

        var otherwise = new DeviceSettings();
        TimeSpan Seconds(string key, TimeSpan standard, int least) => TimeSpan.FromSeconds(map.Whole(key, (int)standard.TotalSeconds, least, 30 * 86_400));
        var settings = new DeviceSettings
        {
            ChallengeEvery = Seconds("challengeSeconds", otherwise.ChallengeEvery, 2),
            NonceLifetime = Seconds("nonceSeconds", otherwise.NonceLifetime, 1),
            AnswerWithin = Seconds("answerSeconds", otherwise.AnswerWithin, 1),
            Silence = Seconds("silenceSeconds", otherwise.Silence, 1),
            Unanswered = map.Whole("unanswered", otherwise.Unanswered, 1, 100),
            LeastDebugStatus = map.Whole("leastDebugStatus", otherwise.LeastDebugStatus, 0, 4),
        };
        map.Close();
        return settings;
    }

    private static ReleaseSettings? Releases(YamlMap? map)
    {
        if (map is null)
        {
            return null;
        }

        var otherwise = new ReleaseSettings();
        var settings = new ReleaseSettings
        {
            Downloads = map.Whole("downloads", otherwise.Downloads, 1, 1000),
            PiecesPerSecond = map.Whole("piecesPerSecond", otherwise.PiecesPerSecond, 1, 10_000),
            LongestQueue = map.Whole("longestQueue", otherwise.LongestQueue, 0, 16_384),
            AskAgain = TimeSpan.FromSeconds(map.Whole("askAgainSeconds", (int)otherwise.AskAgain.TotalSeconds, 1, 3600)),
            Trial = TimeSpan.FromMinutes(map.Whole("trialMinutes", (int)otherwise.Trial.TotalMinutes, 1, 10_080)),
        };
        map.Close();
        return settings;
    }

    private static CaptureSettings? Captures(YamlMap? map)
    {
        if (map is null)
        {
            return null;
        }

        var otherwise = new CaptureSettings();
        var settings = new CaptureSettings { Days = map.Whole("days", otherwise.Days, 1, 36_500), Megabytes = map.Whole("megabytes", otherwise.Megabytes, 1, 1_000_000) };
        map.Close();
        return settings;
    }

    private static RetentionSettings? Retention(YamlMap? map)
    {
        if (map is null)
        {
            return null;
        }

        var otherwise = new RetentionSettings();
        var settings = new RetentionSettings
        {
            ReadingDays = map.Whole("readingDays", otherwise.ReadingDays, 1, 36_500),
            DatabaseMegabytes = map.Whole("databaseMegabytes", otherwise.DatabaseMegabytes, 16, int.MaxValue),
            TrendDays = map.Whole("trendDays", otherwise.TrendDays, 1, 36_500),
            LedgerDays = map.Whole("ledgerDays", otherwise.LedgerDays, RetentionSettings.ShortestLedgerDays, 36_500),
            ReserveMegabytes = map.Whole("reserveMegabytes", otherwise.ReserveMegabytes, 0, 1_000_000),
        };
        map.Close();
        return settings;
    }

    private static SparkplugSettings? Sparkplug(YamlMap? map, string folder)
    {
        if (map is null)
        {
            return null;
        }

        string Id(string key, string? id) => id is not null && SparkplugTopics.IsId(id)
            ? id
            : throw map.WrongAt(key, $"`sparkplug: {key}` must be 1 to 128 characters without + / #");

        var access = new GatewaySettings
        {
            Broker = Text(map, "broker"),
            BrokerCa = File(map, "brokerCa", folder),
            BrokerCertificate = File(map, "brokerCertificate", folder),
            BrokerKey = File(map, "brokerKey", folder),
            BrokerUser = Text(map, "brokerUser"),
            BrokerPasswordFile = File(map, "brokerPasswordFile", folder),
        };
        var settings = new SparkplugSettings
        {
            Group = Id("group", Text(map, "group")),
            Node = Id("node", Text(map, "node")),
            Broker = access.Broker is null ? null : OptionsResolver.Access(access),
            PrimaryHost = Text(map, "primaryHost") is { } host ? Id("primaryHost", host) : null,
            Silence = TimeSpan.FromSeconds(map.Whole("silenceSeconds", 60, 1, 86_400)),
        };
        map.Close();
        return settings;
    }

    private static string? Text(YamlMap map, string key) => map.Text(key, "") is { Length: > 0 } text ? text : null;

    private static string? File(YamlMap map, string key, string folder) => Text(map, key) is { } path ? Path.GetFullPath(path, folder) : null;

    private static bool? Flag(YamlMap map, string key) => Text(map, key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        { } other => throw map.WrongAt(key, $"`{key}` must be true or false, not `{other}`"),
    };
}
