using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Assets;

public sealed class AssetFileTests
{
    [Fact]
    public void The_demo_s_file_is_read_whole()
    {
        using var folder = new TemporaryFolder();
        AssetCatalog catalog = AssetFile.Load(folder.Write("assets.yaml", AssetsText.Demo));
        Assert.Equal(["pump", "fan"], catalog.Machines.Select(machine => machine.Id));
        Assert.Equal(Criticality.High, catalog.Machines[0].Criticality);
        Assert.Equal((2.3, 4.5, 7.1), (catalog.Machines[1].Iso.AB, catalog.Machines[1].Iso.BC, catalog.Machines[1].Iso.CD));
        Assert.Contains("ISO 20816-3", catalog.Machines[1].Iso.Source);
        Assert.True(catalog.TryFind("pump-2", 0, out MachineAsset machine, out SensorAsset sensor));
        Assert.Equal(("pump", "pump-nde", "non-drive end, radial"), (machine.Id, sensor.Id, sensor.Position));
        Assert.False(catalog.TryFind("pump-2", 1, out _, out _));
        Assert.Equal("outer race", catalog.ModelOf("0011223344556677").ClassName(2));
        Assert.Equal("class 9", catalog.ModelOf("0011223344556677").ClassName(9));
    }

    [Theory]
    [InlineData("version: 1", "version: 2", 1, "must say `version: 1`")]
    [InlineData("kind: fan", "knd: fan", 13, "`knd` is not known in machine 2")]
    [InlineData("id: pump\n", "id: Pump\n", 3, "use 1 to 32 characters of a-z 0-9 -")]
    [InlineData("id: fan\n", "id: pump\n", 11, "machine `pump` is named twice")]
    [InlineData("{id: fan-1,", "{id: pump-de,", 17, "sensor `pump-de` is named twice")]
    [InlineData("device: fan-1", "device: pump-1", 17, "sensor 0 of board `pump-1` is given to two sensors")]
    [InlineData("mounting: flexible", "mounting: springs", 15, "it must be rigid or flexible")]
    [InlineData("group: 2, mounting: flexible", "group: 4, mounting: flexible", 15, "no limits are known for group 4, flexible")]
    [InlineData("group: 2, mounting: rigid", "group: two, mounting: rigid", 7, "`group` must be a number, not `two`")]
    [InlineData("criticality: high", "criticality: 7", 6, "must be low, medium or high")]
    [InlineData("normal: [normal]", "normal: [fine]", 22, "`normal` names `fine`, which is not in `classes`")]
    [InlineData("normal: [normal]", "calibration: {slope: 0}", 22, "`slope` is 0: it must be from 0.01 to 100")]
    [InlineData("normal: [normal]", "id: xyz", 22, "first 16 hex digits")]
    [InlineData("machines:", "machines: 7\nplants:", 2, "`machines` must be a list")]
    [InlineData("iso: {group: 2, mounting: flexible}", "sensor: 1", 11, "the machine lacks `iso`")]
    [InlineData("criticality: medium", "criticality: [medium", 14, "this is not YAML")]
    [InlineData("fusion: {unattested: count}", "fusion: {warningOn: 0.9}", 18, "must stand in order")]
    [InlineData("fusion: {unattested: count}", "fusion: {alarmOn: 1.5}", 18, "`alarmOn` is 1.5: it must be from 0.01 to 1")]
    [InlineData("unattested: count", "unattested: perhaps", 18, "it must be ignore or count")]
    [InlineData("version: 1", "version: 1\nisoLimits: [{group: 2, mounting: rigid, ab: 3, bc: 2, cd: 4, source: x}]", 2, "the limits must grow")]
    public void What_is_wrong_is_named_with_file_and_line(string part, string instead, int line, string message)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("assets.yaml", AssetsText.Demo.Replace(part, instead));
        UsageException wrong = Assert.Throws<UsageException>(() => AssetFile.Load(path));
        Assert.Contains(message, wrong.Message);
        Assert.StartsWith($"{path}:{line}:", wrong.Message);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    [Fact]
    public void Own_limits_come_before_the_standard_s()
    {
        using var folder = new TemporaryFolder();
        string own = AssetsText.Demo.Replace("version: 1", "version: 1\nisoLimits: [{group: 2, mounting: rigid, ab: 1, bc: 2, cd: 3, source: acceptance test of 2024}]");
        AssetCatalog catalog = AssetFile.Load(folder.Write("assets.yaml", own));
        Assert.Equal("acceptance test of 2024", catalog.Machines[0].Iso.Source);
    }

    [Theory]
    [InlineData("", ":1:")]
    [InlineData("- a\n- b", ":1:")]
    [InlineData("version: 1", ":1:")]
    [InlineData("a: 1\n---\nb: 2", ":2:")]
    [InlineData("a: &x [*x]", ":1:")]
    [InlineData("? {a: b}\n: c", ":1:")]
    public void A_file_of_another_kind_is_refused(string text, string place)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("assets.yaml", text);
        Assert.StartsWith(path + place, Assert.Throws<UsageException>(() => AssetFile.Load(path)).Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Assert.Equal("/nowhere/assets.yaml: the assets file is not there: give the path of one with --assets", Assert.Throws<UsageException>(() => AssetFile.Load("/nowhere/assets.yaml")).Message);
    }

    [Fact]
    public void A_file_with_any_letters_changed_is_read_or_refused_in_one_line()
    {
        var random = new Random(TestData.Seed);
        using var folder = new TemporaryFolder();
        int cases = TestData.LongMode ? 100_000 : 1_000;
        const string Letters = "abz019 -:[]{}\"'&*!|>%@`#,?\n\t\u0000\u00e9";
        for (int i = 0; i < cases; i++)
        {
            char[] text = AssetsText.Demo.ToCharArray();
            for (int n = random.Next(1, 6); n > 0; n--)
            {
                text[random.Next(text.Length)] = Letters[random.Next(Letters.Length)];
            }

            string path = folder.Write("assets.yaml", new string(text));
            try
            {
                AssetFile.Load(path);
            }
            catch (UsageException refused)
            {
                Assert.True(refused.Message.StartsWith(path, StringComparison.Ordinal) && !refused.Message.Contains('\n'), $"seed {TestData.Seed}, case {i}: {refused.Message}");
            }
        }
    }
}
