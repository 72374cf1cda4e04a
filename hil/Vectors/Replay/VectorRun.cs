using System;
using Memory = nanoFramework.Runtime.Native.GC;

namespace AIoT.Embedded.Replay
{
    /// <summary>Replays cases and reports them, one line when a case begins and one when it ends. Nothing that a case throws gets out.</summary>
    public sealed class VectorRun
    {
        private readonly LineWriter _lines;
        private int _passed;
        private int _failed;
        private VectorSet[] _sets = new VectorSet[0];

        /// <summary>Reports to the link.</summary>
        public VectorRun(HilLink link)
        {
            Link = link;
            _lines = new LineWriter(link);
        }

        /// <summary>Where the lines go.</summary>
        public HilLink Link { get; }

        /// <summary>The run from greeting to sentinel.</summary>
        /// <param name="application">The application's name, without blanks.</param>
        /// <param name="sets">The cases in flash.</param>
        public void Run(string application, VectorSet[] sets)
        {
            try
            {
                _sets = sets;
                Say(Greeting.Of(application));
                for (int i = 0; i < sets.Length; i++)
                {
                    Play(sets[i]);
                }

                if (Link.HasInput)
                {
                    new CaseStream(Link, this).Run();
                }
            }
            catch (Exception error)
            {
                _failed++;
                Say("fault " + Words(error));
            }

            Say("end " + _passed.ToString() + " " + _failed.ToString());
        }

        /// <summary>Writes one line.</summary>
        public void Say(string text)
        {
            _lines.Write(text);
        }

        /// <summary>Replays one case: kind, name, data.</summary>
        public void Play(byte[] data, int start, int length)
        {
            string name = "unnamed";
            CaseResult result = new CaseResult();
            CasePlayer player = null;
            try
            {
                CaseReader reader = new CaseReader(data, start, length);
                int kind = reader.ReadByte();
                name = reader.ReadText();
                Say("begin " + name);
                player = PlayerFor(kind);
                player.Play(reader, result);
                if (!reader.AtEnd)
                {
                    result.Refuse("the case has data behind its end");
                }
            }
            catch (Exception error)
            {
                result.Refuse(Words(error));
            }

            // The player is alive here: what is free is what the work leaves.
            string tail = result.Microseconds.ToString() + " " + FreeBytes(player).ToString();
            if (result.Difference == null)
            {
                _passed++;
                Say("pass " + name + " " + tail + " " + result.Digest);
            }
            else
            {
                _failed++;
                Say("fail " + name + " " + tail + " " + result.Difference);
            }
        }

        private static string Words(Exception error)
        {
            return error.GetType().Name + ": " + error.Message;
        }

        private static uint FreeBytes(CasePlayer player)
        {
            uint free = Memory.Run(false);
            return player == null ? 0 : free;
        }

        private CasePlayer PlayerFor(int kind)
        {
            CasePlayer player = Players.For(kind);
            for (int i = 0; i < _sets.Length && player == null; i++)
            {
                player = _sets[i].PlayerFor(kind);
            }

            if (player == null)
            {
                throw new Exception("no player for kind " + kind.ToString());
            }

            return player;
        }

        private void Play(VectorSet set)
        {
            for (int i = 0; i < set.Count; i++)
            {
                byte[] data = set.Case(i);
                Play(data, 0, data.Length);
            }
        }
    }
}
