using System.Security.Cryptography;
using System.Text;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Devices.Enrolling;
using AIoT.Embedded.Gateway.Devices.Evidence;
using AIoT.Embedded.Gateway.Devices.References;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;

namespace AIoT.Embedded.Gateway.Tests.Devices;

/// <summary>The room of boards on a folder, with a clock that goes when told to and boards that answer when told to.</summary>
internal sealed class DeviceBench : IDisposable
{
    public static readonly byte[] Firmware = SHA256.HashData(Encoding.ASCII.GetBytes("firmware")), Model = SHA256.HashData(Encoding.ASCII.GetBytes("model"));
    private readonly TemporaryFolder? _folder;

    public DeviceBench(string? path = null, ManualTime? time = null)
    {
        _folder = path is null ? new TemporaryFolder() : null;
        Path = path ?? _folder!.Path;
        Time = time ?? new ManualTime();
        Database = GatewayDatabase.Open(Path);
        Ledger = new LedgerTree(Database, LedgerKeys.Open(Database, Path), Time);
        Registry = new DeviceRegistry(Database, Ledger, Time);
        Store = new DeviceStore(Database);
        Vault = DeviceKeyVault.Open(Path, DeviceStore.HasKeys(Database));
        Claims = new ClaimBook(Database, Time);
        Onboarding = new Onboarding(Registry, Store, Claims, Vault, Time);
        References = new ReferenceBook(Database, Ledger, Time);
        Nonces = new StoredNonces(Database, Time, Settings.NonceLifetime);
        Appraiser = new Appraiser(Registry, Store, Vault, References, Nonces, Ledger, Settings);
        Challenger = new Challenger(Registry, Store, Appraiser, Nonces, Settings, Time, (device, nonce) =>
        {
            Sent.Add((device, nonce));
            return Connected;
        }, new Random(1));
    }

    public string Path { get; }

    public ManualTime Time { get; }

    public DeviceSettings Settings { get; } = new();

    public GatewayDatabase Database { get; }

    public LedgerTree Ledger { get; }

    public DeviceRegistry Registry { get; }

    public DeviceStore Store { get; }

    public DeviceKeyVault Vault { get; }

    public ClaimBook Claims { get; }

    public Onboarding Onboarding { get; }

    public ReferenceBook References { get; }

    public StoredNonces Nonces { get; }

    public Appraiser Appraiser { get; }

    public Challenger Challenger { get; }

    public List<(string Device, byte[] Nonce)> Sent { get; } = [];

    public bool Connected { get; set; } = true;

    /// <summary>Enrols a board that runs what it should, with reference values for it.</summary>
    public BoardIdentity Enrol(string device)
    {
        References.Add(ReferenceBook.Firmware, BoardIdentity.SoftwareName, "0.1.0", Convert.ToHexString(Firmware), "", "test");
        References.Add(ReferenceBook.Model, "bearing", "1", Convert.ToHexString(Model), "", "test");
        EnrolmentAnswer answer = Onboarding.Enrol(new EnrolmentRequest { Device = device, HardwareModel = "virtual" }, "test");
        return BoardIdentity.Of(answer.Identity!);
    }

    /// <summary>The board speaks, and time goes until it is asked.</summary>
    /// <returns>The nonce that it is asked for.</returns>
    public byte[] Ask(string device)
    {
        int before = Sent.Count;
        Challenger.Ask(device);
        Challenger.Spoke(device);
        for (int i = 0; i < 20 && Sent.Count == before; i++)
        {
            Challenger.Tick();
            Time.Advance(TimeSpan.FromMilliseconds(200));
        }

        Assert.Equal((before + 1, device), (Sent.Count, Sent[^1].Device));
        return Sent[^1].Nonce;
    }

    public DeviceStanding Standing(string device) => Registry.Of(device).Standing;

    public void Dispose()
    {
        Vault.Dispose();
        Ledger.Signer.Dispose();
        Database.Dispose();
        _folder?.Dispose();
    }
}
