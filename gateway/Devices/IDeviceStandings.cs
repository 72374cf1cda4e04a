namespace AIoT.Embedded.Gateway.Devices;

/// <summary>Tells how boards stand: what a relying party asks (RFC 9334). Safe for several threads, and quick: it never goes to the disk.</summary>
public interface IDeviceStandings
{
    /// <summary>How a board stands; <see cref="DeviceTrust.Unknown"/> for one that nobody knows.</summary>
    DeviceTrust Of(string device);

    /// <summary>A board stands otherwise, and that is on disk: its name, and how it stands now. Raised on the thread that moved it.</summary>
    event Action<string, DeviceTrust>? Changed;
}
