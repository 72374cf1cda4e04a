using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Devices.Enrolling;
using AIoT.Embedded.Gateway.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Devices;

public sealed class OnboardingTests
{
    private static EnrolmentRequest Request(string device, string? claim = null) => new() { Device = device, HardwareModel = "virtual", Claim = claim };

    [Fact]
    public void A_claim_code_enrols_one_board_once_and_only_its_hash_is_kept()
    {
        using var bench = new DeviceBench();
        string code = bench.Claims.Issue("", TimeSpan.FromHours(1), "admin");
        EnrolmentAnswer answer = bench.Onboarding.Enrol(Request("fan-1", code.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal)), "technician");
        Assert.Equal(DeviceStanding.Enrolled, bench.Standing("fan-1"));
        Assert.Equal(bench.Store.Find("fan-1")!.Ueid, BoardIdentity.Of(answer.Identity!).Ueid);
        Assert.Equal("claim-used", Refused(bench, Request("fan-2", code)));
        Assert.Equal(DeviceTrust.Unknown, bench.Registry.Of("fan-2"));
        using SqliteConnection reader = bench.Database.OpenReader();
        Assert.Equal(1, reader.ExecuteScalar<long>("SELECT COUNT(*) FROM device_claims WHERE used_for = 'fan-1' AND hash = @hash", new { hash = ClaimCode.Hash(code) }));
    }

    [Fact]
    public void A_claim_code_expires_and_is_for_the_board_that_it_names()
    {
        using var bench = new DeviceBench();
        string named = bench.Claims.Issue("fan-1", TimeSpan.FromHours(1), "admin"), old = bench.Claims.Issue("", TimeSpan.FromMinutes(5), "admin");
        Assert.Equal("claim-other", Refused(bench, Request("fan-2", named)));
        bench.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("claim-expired", Refused(bench, Request("fan-2", old)));
        Assert.Equal("claim-unknown", Refused(bench, Request("fan-2", ClaimCode.New())));
        Assert.Equal("claim-unknown", Refused(bench, Request("fan-2", "not a code")));
        Assert.Equal(1, bench.Onboarding.Refused.Of("claim-expired"));
        bench.Onboarding.Enrol(Request("fan-1", named), "technician");
    }

    [Fact]
    public void Wrong_claim_codes_close_the_door_for_the_rest_of_the_minute()
    {
        using var bench = new DeviceBench();
        string good = bench.Claims.Issue("", TimeSpan.FromHours(1), "admin");
        for (int i = 0; i < ClaimBook.WrongCodesAMinute; i++)
        {
            Assert.Equal("claim-unknown", Refused(bench, Request("fan-1", ClaimCode.New())));
        }

        Assert.Equal("claim-rate", Refused(bench, Request("fan-1", good)));
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        bench.Onboarding.Enrol(Request("fan-1", good), "technician");
    }

    [Fact]
    public void A_ueid_is_one_boards_for_good_and_a_board_is_enrolled_once()
    {
        using var bench = new DeviceBench();
        string ueid = "01" + new string('a', 32);
        bench.Onboarding.Enrol(Request("fan-1") with { Ueid = ueid }, "admin");
        Assert.Equal("ueid-taken", Refused(bench, Request("fan-2") with { Ueid = ueid }));
        Assert.Equal("enrolled-already", Refused(bench, Request("fan-1")));
        bench.Onboarding.Retire("fan-1", "scrapped", "admin");
        Assert.Equal("ueid-taken", Refused(bench, Request("fan-2") with { Ueid = ueid }));

        // The same board may come back under its own name, with another key.
        bench.Onboarding.Enrol(Request("fan-1") with { Ueid = ueid }, "admin");
        Assert.Equal(DeviceStanding.Enrolled, bench.Standing("fan-1"));
    }

    [Theory]
    [InlineData("name", "Fan 1", "virtual", null, null, null)]
    [InlineData("hardware", "fan-1", "", null, null, null)]
    [InlineData("hardware", "fan-1", "a b", null, null, null)]
    [InlineData("ueid", "fan-1", "virtual", "0102", null, null)]
    [InlineData("ueid", "fan-1", "virtual", "xyz", null, null)]
    [InlineData("key", "fan-1", "virtual", null, "00", null)]
    [InlineData("level", "fan-1", "virtual", null, null, "tpm")]
    public void What_is_wrong_with_an_enrolment_is_named_and_changes_nothing(string code, string device, string hardware, string? ueid, string? key, string? level)
    {
        using var bench = new DeviceBench();
        Assert.Equal(code, Refused(bench, new EnrolmentRequest { Device = device, HardwareModel = hardware, Ueid = ueid, Key = key, Level = level }));
        Assert.Empty(bench.Registry.All());
        Assert.Equal(0, bench.Ledger.Size);
    }

    [Fact]
    public void A_board_goes_from_standing_to_standing_only_as_the_life_cycle_says()
    {
        using var bench = new DeviceBench();
        Onboarding onboarding = bench.Onboarding;
        Assert.Equal("unknown", Code(() => onboarding.Quarantine("fan-1", "why", "admin")));
        onboarding.Enrol(Request("fan-1"), "admin");
        Assert.Equal("standing", Code(() => onboarding.Release("fan-1", "why", "admin")));
        onboarding.Quarantine("fan-1", "moved to another machine", "admin");
        Assert.Equal((DeviceStanding.Quarantined, "moved to another machine"), (bench.Standing("fan-1"), bench.Registry.Of("fan-1").Reason));
        Assert.Equal("standing", Code(() => onboarding.Quarantine("fan-1", "again", "admin")));
        onboarding.Release("fan-1", "is back", "admin");
        Assert.Equal(DeviceStanding.Enrolled, bench.Standing("fan-1"));
        Assert.Equal("reason", Code(() => onboarding.Retire("fan-1", " ", "admin")));
        onboarding.Retire("fan-1", "scrapped", "admin");
        Assert.Null(bench.Store.Find("fan-1")!.Key);
        Assert.Equal("not-enrolled", Code(() => onboarding.ChangeKey("fan-1", "admin")));
        Assert.Equal("standing", Code(() => onboarding.Retire("fan-1", "again", "admin")));
        Assert.True(Stores.Verify(bench.Database).Ok);
    }

    [Fact]
    public void Keys_are_sealed_on_disk_and_open_for_their_own_board_alone()
    {
        using var bench = new DeviceBench();
        BoardIdentity identity = bench.Enrol("fan-1");
        DeviceIdentityRow row = bench.Store.Find("fan-1")!;
        Assert.Equal(identity.Key, bench.Vault.Open("fan-1", row.Ueid, row.Key!));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => bench.Vault.Open("fan-2", row.Ueid, row.Key!));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(System.IO.Path.Combine(bench.Path, DeviceKeyVault.FileName)));
        bench.Database.Writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        byte[] file = File.ReadAllBytes(bench.Database.Path);
        Assert.True(file.AsSpan().IndexOf(identity.Ueid) >= 0);
        Assert.True(file.AsSpan().IndexOf(identity.Key) < 0);
    }

    [Fact]
    public void A_folder_with_boards_whose_sealing_key_is_gone_says_so_and_makes_no_other()
    {
        using var folder = new TemporaryFolder();
        using (var bench = new DeviceBench(folder.Path))
        {
            bench.Enrol("fan-1");
        }

        File.Delete(folder.File(DeviceKeyVault.FileName));
        UsageException wrong = Assert.Throws<UsageException>(() => DeviceKeyVault.Open(folder.Path, inUse: true));
        Assert.Contains("backup", wrong.Message);
        File.WriteAllText(folder.File(DeviceKeyVault.FileName), new string('0', 64));
        File.SetUnixFileMode(folder.File(DeviceKeyVault.FileName), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("chmod", Assert.Throws<UsageException>(() => DeviceKeyVault.Open(folder.Path, inUse: true)).Message);
    }

    private static string Refused(DeviceBench bench, EnrolmentRequest request) => Code(() => bench.Onboarding.Enrol(request, "test"));

    private static string Code(Func<object> step) => Assert.Throws<DeviceException>(() => _ = step()).Code;
}
