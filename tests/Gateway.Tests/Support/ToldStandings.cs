using AIoT.Embedded.Gateway.Devices;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>Boards that stand as the test says.</summary>
public sealed class ToldStandings : IDeviceStandings
{
    private readonly Dictionary<string, DeviceTrust> _told = [];

    public event Action<string, DeviceTrust>? Changed;

    public DeviceTrust Of(string device) => _told.GetValueOrDefault(device, DeviceTrust.Unknown);

    public void Tell(string device, DeviceStanding standing, string reason = "", long? result = null)
    {
        _told[device] = new DeviceTrust(standing, result, 1, reason);
        Changed?.Invoke(device, _told[device]);
    }
}
