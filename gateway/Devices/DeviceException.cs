namespace AIoT.Embedded.Gateway.Devices;

/// <summary>What was asked for about a board can't be done; the message is one line for whoever asked.</summary>
/// <param name="code">A word for counters and programs: <c>claim-used</c>, <c>ueid-taken</c> ...</param>
public sealed class DeviceException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
