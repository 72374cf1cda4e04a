using AIoT.Embedded.Gateway.Attestation;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Devices.Enrolling;
using AIoT.Embedded.Gateway.Devices.Evidence;
using AIoT.Embedded.Gateway.Devices.References;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Trust;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Devices;

public sealed class ChallengerTests
{
    [Fact]
    public void A_board_that_answers_is_attested_and_the_result_is_a_ledger_record()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        byte[] nonce = bench.Ask("fan-1");
        bench.Challenger.Take("fan-1", board.Token(nonce));
        DeviceTrust trust = bench.Registry.Of("fan-1");
        Assert.Equal(DeviceStanding.Attested, trust.Standing);
        using SqliteConnection reader = bench.Database.OpenReader();
        string body = LedgerStore.Record(reader, trust.AttestationResultId!.Value)!.Body;
        Assert.Contains("\"kind\":\"attestation\"", body);
        Assert.Contains("\"status\":\"affirming\"", body);
        Assert.Contains(Convert.ToHexStringLower(nonce), body);
        Assert.Equal(trust.AttestationResultId, Assert.Single(new AttestationResults(bench.Database).Of("fan-1", 10)).Id);
        Assert.Equal(7, bench.Store.Find("fan-1")!.Boot!.Count);
        Assert.True(Stores.Verify(bench.Database).Ok);

        // The next challenge comes by itself, within an hour; a board that is not there is not asked.
        int asked = bench.Sent.Count;
        bench.Time.Advance(TimeSpan.FromMinutes(61));
        bench.Challenger.Tick();
        Assert.Equal(asked, bench.Sent.Count);
        bench.Challenger.Spoke("fan-1");
        bench.Challenger.Tick();
        Assert.Equal(asked + 1, bench.Sent.Count);
    }

    [Fact]
    public void A_board_is_asked_when_it_speaks_after_silence_and_not_at_every_word()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1")));
        int asked = bench.Sent.Count;
        for (int i = 0; i < 30; i++)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(10));
            bench.Challenger.Spoke("fan-1");
            bench.Challenger.Tick();
        }

        Assert.Equal(asked, bench.Sent.Count);
        bench.Time.Advance(TimeSpan.FromMinutes(3));
        bench.Challenger.Spoke("fan-1");
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        bench.Challenger.Tick();
        Assert.Equal(asked + 1, bench.Sent.Count);
    }

    [Fact]
    public void Evidence_of_a_boot_asks_for_a_challenge_and_changes_nothing_by_itself()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1")));
        DeviceTrust before = bench.Registry.Of("fan-1");
        int asked = bench.Sent.Count;
        bench.Challenger.Take("fan-1", board.Token(null, claims => (claims.BootCount, claims.FirmwareHash) = (8, new byte[32])));
        Assert.Equal(before, bench.Registry.Of("fan-1"));
        bench.Challenger.Tick();
        Assert.Equal(asked + 1, bench.Sent.Count);
    }

    [Fact]
    public void Fresh_evidence_that_breaks_a_rule_puts_a_board_in_quarantine_until_an_admin_lets_it_out()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1"), claims => claims.FirmwareHash = new byte[32]));
        DeviceTrust trust = bench.Registry.Of("fan-1");
        Assert.Equal(DeviceStanding.Quarantined, trust.Standing);
        Assert.StartsWith("firmwareOther: ", trust.Reason);

        // Good evidence does not free it.
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1")));
        Assert.Equal((DeviceStanding.Quarantined, trust.Reason), (bench.Standing("fan-1"), bench.Registry.Of("fan-1").Reason));
        bench.Onboarding.Release("fan-1", "flashed anew", "admin");
        Assert.Equal(DeviceStanding.Enrolled, bench.Standing("fan-1"));
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1")));
        Assert.Equal(DeviceStanding.Attested, bench.Standing("fan-1"));
    }

    [Fact]
    public void What_anybody_could_have_sent_counts_only_when_no_good_answer_comes()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        byte[] first = board.Token(bench.Ask("fan-1"));
        bench.Challenger.Take("fan-1", first);
        Assert.Equal(DeviceStanding.Attested, bench.Standing("fan-1"));

        // Junk, a wrong key and a replay, and then the board's own answer: it stays attested.
        byte[] nonce = bench.Ask("fan-1");
        bench.Challenger.Take("fan-1", [1, 2, 3]);
        bench.Challenger.Take("fan-1", board.Token(nonce, key: new byte[32]));
        bench.Challenger.Take("fan-1", first);
        Assert.Equal(DeviceStanding.Attested, bench.Standing("fan-1"));
        bench.Challenger.Take("fan-1", board.Token(nonce, claims => claims.UptimeSeconds = 200));
        Assert.Equal(DeviceStanding.Attested, bench.Standing("fan-1"));
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        bench.Challenger.Tick();
        Assert.Equal(DeviceStanding.Attested, bench.Standing("fan-1"));

        // Nothing but a wrong tag: when the time to answer is over, that is the answer.
        nonce = bench.Ask("fan-1");
        bench.Challenger.Take("fan-1", board.Token(nonce, key: new byte[32]));
        Assert.Equal(DeviceStanding.Attested, bench.Standing("fan-1"));
        bench.Time.Advance(TimeSpan.FromSeconds(16));
        bench.Challenger.Tick();
        Assert.Equal(DeviceStanding.Quarantined, bench.Standing("fan-1"));
        Assert.StartsWith("tag: ", bench.Registry.Of("fan-1").Reason);
    }

    [Fact]
    public void A_board_that_talks_and_does_not_answer_is_not_attested_any_more()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1")));
        bench.Challenger.Ask("fan-1");
        for (int i = 0; i < 30 && bench.Standing("fan-1") == DeviceStanding.Attested; i++)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(10));
            bench.Challenger.Spoke("fan-1");
            bench.Challenger.Refused("fan-1", "the board has no identity");
            bench.Challenger.Tick();
        }

        Assert.Equal((DeviceStanding.Enrolled, "3 challenges were not answered: the board has no identity"), (bench.Standing("fan-1"), bench.Registry.Of("fan-1").Reason));
    }

    [Fact]
    public void Evidence_grows_old()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1")));
        bench.Time.Advance(bench.Settings.Validity + TimeSpan.FromSeconds(1));
        bench.Challenger.Tick();
        Assert.Equal(DeviceStanding.Enrolled, bench.Standing("fan-1"));
    }

    [Fact]
    public void Without_reference_values_a_good_answer_attests_nothing()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        bench.References.Remove(bench.References.All().Single(value => value.Kind == ReferenceBook.Firmware).Id, "admin");
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1")));
        Assert.Equal((DeviceStanding.Enrolled, "no reference value to compare its firmware with"), (bench.Standing("fan-1"), bench.Registry.Of("fan-1").Reason));
    }

    [Fact]
    public void Tokens_that_come_twice_or_too_often_or_from_strangers_are_counted_and_dropped()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        byte[] token = board.Token(bench.Ask("fan-1"));
        bench.Challenger.Take("fan-1", token);
        bench.Challenger.Take("fan-1", token);
        bench.Challenger.Take("nobody", token);
        for (int i = 0; i < 20; i++)
        {
            bench.Challenger.Take("fan-1", [(byte)i]);
        }

        Assert.Equal((1, 1, 1, 10), (bench.Challenger.Tokens.Of("affirmed"), bench.Challenger.Tokens.Of("duplicate"), bench.Challenger.Tokens.Of("not-enrolled"), bench.Challenger.Tokens.Of("too-often")));
        Assert.Equal(10, bench.Appraiser.Broken.Of("form"));
        Assert.Equal(DeviceStanding.Attested, bench.Standing("fan-1"));
    }

    [Fact]
    public void A_flood_on_a_boards_topic_neither_keeps_its_answer_out_nor_puts_it_into_quarantine()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1")));
        byte[] nonce = bench.Ask("fan-1");
        for (int i = 0; i < 500; i++)
        {
            bench.Challenger.Take("fan-1", BitConverter.GetBytes(i));
        }

        bench.Challenger.Take("fan-1", board.Token(nonce, claims => claims.UptimeSeconds = 200));
        Assert.Equal((2, DeviceStanding.Attested), (bench.Challenger.Tokens.Of("affirmed"), bench.Standing("fan-1")));

        // By somebody who reads the nonce too: not all can be looked at, so what was seen proves nothing. The next challenge is answered.
        bench.Time.Advance(TimeSpan.FromSeconds(30));
        nonce = bench.Ask("fan-1");
        for (int i = 0; i < 1200; i++)
        {
            bench.Challenger.Take("fan-1", [.. nonce, .. BitConverter.GetBytes(i)]);
        }

        bench.Challenger.Take("fan-1", board.Token(nonce, claims => claims.UptimeSeconds = 300));
        bench.Time.Advance(TimeSpan.FromSeconds(16));
        bench.Challenger.Tick();
        Assert.Equal((1, DeviceStanding.Attested), (bench.Challenger.Unanswered, bench.Standing("fan-1")));
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1"), claims => claims.UptimeSeconds = 400));
        Assert.Equal((3, DeviceStanding.Attested), (bench.Challenger.Tokens.Of("affirmed"), bench.Standing("fan-1")));

        // And where messages never got as far as here.
        nonce = bench.Ask("fan-1");
        bench.Challenger.Take("fan-1", [.. nonce, 1]);
        bench.Challenger.Missed();
        bench.Time.Advance(TimeSpan.FromSeconds(16));
        bench.Challenger.Tick();
        Assert.Equal((2, DeviceStanding.Attested), (bench.Challenger.Unanswered, bench.Standing("fan-1")));
    }

    [Theory]
    [InlineData(20 * 365)]
    [InlineData(-20 * 365)]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_clock_that_is_set_while_a_board_is_asked_moves_no_deadline(int days)
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        byte[] nonce = bench.Ask("fan-1");
        bench.Time.Set(TimeSpan.FromDays(days));
        bench.Challenger.Take("fan-1", board.Token(nonce));
        Assert.Equal(DeviceStanding.Attested, bench.Standing("fan-1"));

        // It neither grows old by that nor is left alone for years, and a nonce lives as long as it should.
        bench.Challenger.Tick();
        Assert.Equal(DeviceStanding.Attested, bench.Standing("fan-1"));
        int asked = bench.Sent.Count;
        bench.Time.Advance(TimeSpan.FromMinutes(61));
        bench.Challenger.Spoke("fan-1");
        bench.Challenger.Tick();
        Assert.Equal(asked + 1, bench.Sent.Count);
        bench.Time.Set(TimeSpan.FromDays(-days));
        bench.Time.Advance(bench.Settings.NonceLifetime + TimeSpan.FromSeconds(1));
        Assert.Equal([EvidenceRule.NonceExpired], bench.Appraiser.Look("fan-1", board.Token(bench.Sent[^1].Nonce, claims => claims.UptimeSeconds = 9000))!.Verdict.Broken.Select(broken => broken.Rule));
    }

    [Fact]
    public void Over_a_restart_under_an_earlier_clock_a_nonce_lives_no_longer_than_its_time()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        BoardIdentity board;
        byte[] nonce;
        using (var bench = new DeviceBench(folder.Path, time))
        {
            board = bench.Enrol("fan-1");
            nonce = bench.Ask("fan-1");
        }

        time.Set(TimeSpan.FromDays(-400));
        using var again = new DeviceBench(folder.Path, time);
        time.Advance(again.Settings.NonceLifetime + TimeSpan.FromSeconds(1));
        Assert.Equal([EvidenceRule.NonceExpired], again.Appraiser.Look("fan-1", board.Token(nonce))!.Verdict.Broken.Select(broken => broken.Rule));
    }

    [Fact]
    public void No_token_that_was_changed_by_a_bit_a_byte_or_a_piece_proves_anything_or_throws()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1"), other = bench.Enrol("fan-2");
        byte[] nonce = bench.Ask("fan-1"), good = board.Token(nonce), others = other.Token(nonce);
        var random = new Random(TestData.Seed);
        for (int i = 0; i < (TestData.LongMode ? 200_000 : 400); i++)
        {
            List<byte> changed = [.. random.Next(4) == 0 ? others : good];
            for (int times = random.Next(1, 4); times > 0; times--)
            {
                if (changed.Count == 0)
                {
                    break;
                }

                int at = random.Next(changed.Count);
                switch (random.Next(4))
                {
                    case 0:
                        changed[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 1:
                        changed[at] = (byte)random.Next(256);
                        break;
                    case 2:
                        changed.RemoveRange(at, Math.Min(random.Next(1, 20), changed.Count - at));
                        break;
                    default:
                        changed.InsertRange(at, changed.GetRange(random.Next(at + 1), Math.Min(8, changed.Count - at)));
                        break;
                }
            }

            byte[] token = [.. changed];
            if (!token.AsSpan().SequenceEqual(good))
            {
                Assert.False(bench.Appraiser.Look("fan-1", token)!.IsProof, $"seed {TestData.Seed}: {Convert.ToHexString(token)}");
            }
        }

        Assert.Equal(Outcome.Affirmed, bench.Appraiser.Look("fan-1", good)!.Verdict.Outcome);
    }

    [Fact]
    public void Two_boards_with_one_key_are_told_apart_and_neither_answers_for_the_other()
    {
        using var bench = new DeviceBench();
        BoardIdentity first = bench.Enrol("fan-1");
        byte[] ueid = [1, .. Enumerable.Repeat((byte)7, 16)];
        bench.Onboarding.Enrol(new EnrolmentRequest { Device = "fan-2", HardwareModel = "virtual", Ueid = Convert.ToHexString(ueid), OemId = Convert.ToHexString(first.OemId), Key = Convert.ToHexString(first.Key) }, "test");
        BoardIdentity second = first with { Ueid = ueid };
        bench.Challenger.Take("fan-2", second.Token(bench.Ask("fan-2")));
        Assert.Equal(DeviceStanding.Attested, bench.Standing("fan-2"));

        // The clone that was copied whole says the first one's ueid, under a key that is right: fresh evidence of another board.
        bench.Challenger.Take("fan-2", first.Token(bench.Ask("fan-2")));
        Assert.StartsWith("ueidOther: ", bench.Registry.Of("fan-2").Reason);
        Assert.Equal("ueid-taken", Assert.Throws<DeviceException>(() => bench.Onboarding.Enrol(new EnrolmentRequest { Device = "fan-3", HardwareModel = "virtual", Ueid = Convert.ToHexString(first.Ueid), Key = Convert.ToHexString(first.Key) }, "test")).Code);

        // What answers one's challenge answers not the other's.
        Appraisal other = bench.Appraiser.Look("fan-1", first.Token(bench.Ask("fan-2")))!;
        Assert.Equal([EvidenceRule.NonceOfAnother], other.Verdict.Broken.Select(broken => broken.Rule));
        Assert.False(other.IsProof);
    }

    [Fact]
    public void A_nonce_is_neither_forgotten_nor_good_twice_over_a_restart()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        BoardIdentity board;
        byte[] open, used;
        using (var bench = new DeviceBench(folder.Path, time))
        {
            board = bench.Enrol("fan-1");
            used = bench.Ask("fan-1");
            bench.Challenger.Take("fan-1", board.Token(used));
            open = bench.Ask("fan-1");
        }

        using var again = new DeviceBench(folder.Path, time);
        Assert.Equal(DeviceStanding.Attested, again.Standing("fan-1"));
        Appraisal appraisal = again.Appraiser.Look("fan-1", board.Token(used, claims => claims.UptimeSeconds = 300))!;
        Assert.Equal([EvidenceRule.NonceUsed], appraisal.Verdict.Broken.Select(broken => broken.Rule));
        Assert.False(appraisal.IsProof);
        Assert.Equal(Outcome.Affirmed, again.Appraiser.Look("fan-1", board.Token(open))!.Verdict.Outcome);

        // The boot counter is remembered too.
        appraisal = again.Appraiser.Look("fan-1", board.Token(again.Ask("fan-1"), claims => claims.BootCount = 6))!;
        Assert.Equal([EvidenceRule.BootCountFell], appraisal.Verdict.Broken.Select(broken => broken.Rule));
    }

    [Fact]
    public void A_new_key_is_the_boards_once_evidence_under_it_has_come_and_then_the_old_one_is_none()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        BoardIdentity changed = BoardIdentity.Of(bench.Onboarding.ChangeKey("fan-1", "admin").Identity!);
        Assert.Equal(board.Ueid, changed.Ueid);
        Assert.NotEqual(board.Key, changed.Key);
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1")));
        Assert.Equal(DeviceStanding.Attested, bench.Standing("fan-1"));
        bench.Challenger.Take("fan-1", changed.Token(bench.Ask("fan-1"), claims => claims.UptimeSeconds = 200));
        Assert.Equal(DeviceStanding.Attested, bench.Standing("fan-1"));
        Assert.Null(bench.Store.Find("fan-1")!.NextKey);
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1"), claims => claims.UptimeSeconds = 300));
        bench.Time.Advance(TimeSpan.FromSeconds(20));
        bench.Challenger.Tick();
        Assert.StartsWith("tag: ", bench.Registry.Of("fan-1").Reason);
    }

    [Fact]
    public void A_firmware_under_another_releases_version_is_refused()
    {
        using var bench = new DeviceBench();
        BoardIdentity board = bench.Enrol("fan-1");
        bench.References.Add(ReferenceBook.Firmware, BoardIdentity.SoftwareName, "0.2.0", new string('c', 64), "", "admin");
        bench.Challenger.Take("fan-1", board.Token(bench.Ask("fan-1"), claims => claims.SoftwareVersion = "0.2.0"));
        Assert.StartsWith("releaseOther: ", bench.Registry.Of("fan-1").Reason);
    }
}
