namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>The topics of one edge node: <c>spBv1.0/GROUP/TYPE/NODE[/DEVICE]</c> (Sparkplug 3.0, chapter 4).</summary>
public sealed class SparkplugTopics
{
    private const string Namespace = "spBv1.0/";
    private readonly string _group;
    private readonly string _node;

    /// <exception cref="ArgumentException">An id is empty or holds a character that MQTT keeps for itself.</exception>
    public SparkplugTopics(string group, string node)
    {
        _group = Checked(group, "group");
        _node = Checked(node, "edge node");
    }

    public string NodeBirth => Of("NBIRTH");

    public string NodeDeath => Of("NDEATH");

    public string NodeData => Of("NDATA");

    public string NodeCommand => Of("NCMD");

    /// <summary>The filter of the commands to all devices of this node.</summary>
    public string DeviceCommands => Of("DCMD") + "/#";

    public string DeviceBirth(string device) => Of("DBIRTH", device);

    public string DeviceDeath(string device) => Of("DDEATH", device);

    public string DeviceData(string device) => Of("DDATA", device);

    /// <summary>Where the primary host application tells whether it is there.</summary>
    public static string HostState(string host) => $"{Namespace}STATE/{Checked(host, "primary host")}";

    /// <summary>The device that a command is for; null: the topic is no device command of this node.</summary>
    public string? CommandedDevice(string topic)
    {
        string prefix = Of("DCMD") + "/";
        return topic.Length > prefix.Length && topic.StartsWith(prefix, StringComparison.Ordinal) ? topic[prefix.Length..] : null;
    }

    /// <summary>An id may be any UTF-8 without <c>+ / #</c> and control characters.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= 128 && !id.Any(c => c is '+' or '/' or '#' || char.IsControl(c));

    private static string Checked(string id, string what) =>
        IsId(id) ? id : throw new ArgumentException($"Sparkplug {what} '{id}': give 1 to 128 characters without + / # and control characters");

    private string Of(string type) => $"{Namespace}{_group}/{type}/{_node}";

    private string Of(string type, string device) => $"{Of(type)}/{Checked(device, "device")}";
}
