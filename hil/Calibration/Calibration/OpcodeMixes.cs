using System;

namespace AIoT.Embedded.Calibration
{
    /// <summary>
    /// Mixes of opcodes, each a loop over one statement many times. What each executes is counted by the opcode meter in this very assembly; how long it
    /// takes is timed on the target. No mix is one opcode alone: the table is the solution of all of them together.
    /// </summary>
    public static class OpcodeMixes
    {
        /// <summary>How many there are.</summary>
        public const int Count = 54;

        /// <summary>A mix's name.</summary>
        public static string Name(int index)
        {
            switch (index)
            {
                case 0: return "empty";
                case 1: return "locals";
                case 2: return "locals-far";
                case 3: return "locals-long";
                case 4: return "constants";
                case 5: return "constants-long";
                case 6: return "add-int";
                case 7: return "add-long";
                case 8: return "subtract-int";
                case 9: return "subtract-long";
                case 10: return "multiply-int";
                case 11: return "multiply-long";
                case 12: return "and-int";
                case 13: return "and-long";
                case 14: return "or-int";
                case 15: return "or-long";
                case 16: return "xor-int";
                case 17: return "xor-long";
                case 18: return "divide-int";
                case 19: return "remainder-int";
                case 20: return "divide-long";
                case 21: return "shifts-int";
                case 22: return "shifts-long";
                case 23: return "negate";
                case 24: return "chain-int";
                case 25: return "chain-long";
                case 26: return "widen";
                case 27: return "narrow";
                case 28: return "narrow-bytes";
                case 29: return "compare";
                case 30: return "branch-if";
                case 31: return "branch-flag";
                case 32: return "switch";
                case 33: return "load-sbyte";
                case 34: return "load-byte";
                case 35: return "load-short";
                case 36: return "load-int";
                case 37: return "load-long";
                case 38: return "store-sbyte";
                case 39: return "store-int";
                case 40: return "store-long";
                case 41: return "array-length";
                case 42: return "fields";
                case 43: return "fields-store";
                case 44: return "call-static";
                case 45: return "call-static-arguments";
                case 46: return "call-instance";
                case 47: return "call-virtual";
                case 48: return "property";
                case 49: return "reference";
                case 50: return "native-call";
                case 51: return "new-object";
                case 52: return "new-array";
                case 53: return "dot";
                default: throw new ArgumentOutOfRangeException("index");
            }
        }

        /// <summary>Runs a mix.</summary>
        /// <returns>What it computed, so that nothing of it is left out.</returns>
        public static int Run(int index, int loops)
        {
            switch (index)
            {
                case 0: return Empty(loops);
                case 1: return Locals(loops);
                case 2: return LocalsFar(loops);
                case 3: return LocalsLong(loops);
                case 4: return Constants(loops);
                case 5: return ConstantsLong(loops);
                case 6: return AddInt(loops);
                case 7: return AddLong(loops);
                case 8: return SubtractInt(loops);
                case 9: return SubtractLong(loops);
                case 10: return MultiplyInt(loops);
                case 11: return MultiplyLong(loops);
                case 12: return AndInt(loops);
                case 13: return AndLong(loops);
                case 14: return OrInt(loops);
                case 15: return OrLong(loops);
                case 16: return XorInt(loops);
                case 17: return XorLong(loops);
                case 18: return DivideInt(loops);
                case 19: return RemainderInt(loops);
                case 20: return DivideLong(loops);
                case 21: return ShiftsInt(loops);
                case 22: return ShiftsLong(loops);
                case 23: return Negate(loops);
                case 24: return ChainInt(loops);
                case 25: return ChainLong(loops);
                case 26: return Widen(loops);
                case 27: return Narrow(loops);
                case 28: return NarrowBytes(loops);
                case 29: return Compare(loops);
                case 30: return BranchIf(loops);
                case 31: return BranchFlag(loops);
                case 32: return Switch(loops);
                case 33: return LoadSbyte(loops);
                case 34: return LoadByte(loops);
                case 35: return LoadShort(loops);
                case 36: return LoadInt(loops);
                case 37: return LoadLong(loops);
                case 38: return StoreSbyte(loops);
                case 39: return StoreInt(loops);
                case 40: return StoreLong(loops);
                case 41: return ArrayLength(loops);
                case 42: return Fields(loops);
                case 43: return FieldsStore(loops);
                case 44: return CallStatic(loops);
                case 45: return CallStaticArguments(loops);
                case 46: return CallInstance(loops);
                case 47: return CallVirtual(loops);
                case 48: return Property(loops);
                case 49: return Reference(loops);
                case 50: return NativeCall(loops);
                case 51: return NewObject(loops);
                case 52: return NewArray(loops);
                case 53: return Dot(loops);
                default: throw new ArgumentOutOfRangeException("index");
            }
        }

        private static int Empty(int loops)
        {
            for (int i = 0; i < loops; i++)
            {
            }

            return 0;
        }

        private static int Locals(int loops)
        {
            int a = 1, b = 2, c = 3, d = 4;
            for (int i = 0; i < loops; i++)
            {
                a = b;
                b = c;
                c = d;
                d = a;
                a = b;
                b = c;
                c = d;
                d = a;
                a = b;
                b = c;
                c = d;
                d = a;
                a = b;
                b = c;
                c = d;
                d = a;
            }

            return a + b + c + d;
        }

        private static int LocalsFar(int loops)
        {
            int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8;
            for (int i = 0; i < loops; i++)
            {
                e = f;
                f = g;
                g = h;
                h = e;
                e = f;
                f = g;
                g = h;
                h = e;
                e = f;
                f = g;
                g = h;
                h = e;
                e = f;
                f = g;
                g = h;
                h = e;
            }

            return a + b + c + d + e + f + g + h;
        }

        private static int LocalsLong(int loops)
        {
            long a = 1, b = 2, c = 3;
            for (int i = 0; i < loops; i++)
            {
                a = b;
                b = c;
                c = a;
                a = b;
                b = c;
                c = a;
                a = b;
                b = c;
                c = a;
                a = b;
                b = c;
                c = a;
            }

            return (int)(a + b + c);
        }

        private static int Constants(int loops)
        {
            int a = 0, b = 0;
            for (int i = 0; i < loops; i++)
            {
                a = 3;
                b = 7;
                a = 100;
                b = 77;
                a = 100000;
                b = 70000;
                a = 3;
                b = 7;
                a = 100;
                b = 77;
                a = 100000;
                b = 70000;
            }

            return a + b;
        }

        private static int ConstantsLong(int loops)
        {
            long a = 0;
            for (int i = 0; i < loops; i++)
            {
                a = 5000000000L;
                a = 123456789012345L;
                a = 5000000000L;
                a = 123456789012345L;
                a = 5000000000L;
                a = 123456789012345L;
                a = 5000000000L;
                a = 123456789012345L;
            }

            return (int)a;
        }

        private static int AddInt(int loops)
        {
            int a = 12345, b = 7;
            for (int i = 0; i < loops; i++)
            {
                a = a + b;
                a = a + b;
                a = a + b;
                a = a + b;
                a = a + b;
                a = a + b;
                a = a + b;
                a = a + b;
            }

            return a;
        }

        private static int AddLong(int loops)
        {
            long a = 12345, b = 7;
            for (int i = 0; i < loops; i++)
            {
                a = a + b;
                a = a + b;
                a = a + b;
                a = a + b;
                a = a + b;
                a = a + b;
                a = a + b;
                a = a + b;
            }

            return (int)a;
        }

        private static int SubtractInt(int loops)
        {
            int a = 12345, b = 7;
            for (int i = 0; i < loops; i++)
            {
                a = a - b;
                a = a - b;
                a = a - b;
                a = a - b;
                a = a - b;
                a = a - b;
                a = a - b;
                a = a - b;
            }

            return a;
        }

        private static int SubtractLong(int loops)
        {
            long a = 12345, b = 7;
            for (int i = 0; i < loops; i++)
            {
                a = a - b;
                a = a - b;
                a = a - b;
                a = a - b;
                a = a - b;
                a = a - b;
                a = a - b;
                a = a - b;
            }

            return (int)a;
        }

        private static int MultiplyInt(int loops)
        {
            int a = 12345, b = 7;
            for (int i = 0; i < loops; i++)
            {
                a = a * b;
                a = a * b;
                a = a * b;
                a = a * b;
                a = a * b;
                a = a * b;
                a = a * b;
                a = a * b;
            }

            return a;
        }

        private static int MultiplyLong(int loops)
        {
            long a = 12345, b = 7;
            for (int i = 0; i < loops; i++)
            {
                a = a * b;
                a = a * b;
                a = a * b;
                a = a * b;
                a = a * b;
                a = a * b;
                a = a * b;
                a = a * b;
            }

            return (int)a;
        }

        private static int AndInt(int loops)
        {
            int a = 12345, b = 7;
            for (int i = 0; i < loops; i++)
            {
                a = a & b;
                a = a & b;
                a = a & b;
                a = a & b;
                a = a & b;
                a = a & b;
                a = a & b;
                a = a & b;
            }

            return a;
        }

        private static int AndLong(int loops)
        {
            long a = 12345, b = 7;
            for (int i = 0; i < loops; i++)
            {
                a = a & b;
                a = a & b;
                a = a & b;
                a = a & b;
                a = a & b;
                a = a & b;
                a = a & b;
                a = a & b;
            }

            return (int)a;
        }

        private static int OrInt(int loops)
        {
            int a = 12345, b = 7;
            for (int i = 0; i < loops; i++)
            {
                a = a | b;
                a = a | b;
                a = a | b;
                a = a | b;
                a = a | b;
                a = a | b;
                a = a | b;
                a = a | b;
            }

            return a;
        }

        private static int OrLong(int loops)
        {
            long a = 12345, b = 7;
            for (int i = 0; i < loops; i++)
            {
                a = a | b;
                a = a | b;
                a = a | b;
                a = a | b;
                a = a | b;
                a = a | b;
                a = a | b;
                a = a | b;
            }

            return (int)a;
        }

        private static int XorInt(int loops)
        {
            int a = 12345, b = 7;
            for (int i = 0; i < loops; i++)
            {
                a = a ^ b;
                a = a ^ b;
                a = a ^ b;
                a = a ^ b;
                a = a ^ b;
                a = a ^ b;
                a = a ^ b;
                a = a ^ b;
            }

            return a;
        }

        private static int XorLong(int loops)
        {
            long a = 12345, b = 7;
            for (int i = 0; i < loops; i++)
            {
                a = a ^ b;
                a = a ^ b;
                a = a ^ b;
                a = a ^ b;
                a = a ^ b;
                a = a ^ b;
                a = a ^ b;
                a = a ^ b;
            }

            return (int)a;
        }

        private static int DivideInt(int loops)
        {
            int a = 1234567, b = 3, c = 0;
            for (int i = 0; i < loops; i++)
            {
                c = a / b;
                c = a / b;
                c = a / b;
                c = a / b;
                c = a / b;
                c = a / b;
                c = a / b;
                c = a / b;
            }

            return c;
        }

        private static int RemainderInt(int loops)
        {
            int a = 1234567, b = 1000, c = 0;
            for (int i = 0; i < loops; i++)
            {
                c = a % b;
                c = a % b;
                c = a % b;
                c = a % b;
                c = a % b;
                c = a % b;
                c = a % b;
                c = a % b;
            }

            return c;
        }

        private static int DivideLong(int loops)
        {
            long a = 12345678901234L, b = 31, c = 0;
            for (int i = 0; i < loops; i++)
            {
                c = a / b;
                c = a / b;
                c = a / b;
                c = a / b;
                c = a / b;
                c = a / b;
                c = a / b;
                c = a / b;
            }

            return (int)c;
        }

        private static int ShiftsInt(int loops)
        {
            int a = 12345, b = 0;
            for (int i = 0; i < loops; i++)
            {
                b = a << 3;
                b = a >> 3;
                b = a << 3;
                b = a >> 3;
                b = a << 3;
                b = a >> 3;
                b = a << 3;
                b = a >> 3;
            }

            return b;
        }

        private static int ShiftsLong(int loops)
        {
            long a = 12345, b = 0;
            for (int i = 0; i < loops; i++)
            {
                b = a << 3;
                b = a >> 3;
                b = a << 3;
                b = a >> 3;
                b = a << 3;
                b = a >> 3;
                b = a << 3;
                b = a >> 3;
            }

            return (int)b;
        }

        private static int Negate(int loops)
        {
            int a = 12345;
            for (int i = 0; i < loops; i++)
            {
                a = -a;
                a = -a;
                a = -a;
                a = -a;
                a = -a;
                a = -a;
                a = -a;
                a = -a;
            }

            return a;
        }

        private static int ChainInt(int loops)
        {
            int a = 1, b = 2, c = 3, d = 4;
            for (int i = 0; i < loops; i++)
            {
                a = (a + b) * c + (d ^ a) - (b & c);
                a = (a + b) * c + (d ^ a) - (b & c);
                a = (a + b) * c + (d ^ a) - (b & c);
            }

            return a;
        }

        private static int ChainLong(int loops)
        {
            long a = 1, b = 2, c = 3, d = 4;
            for (int i = 0; i < loops; i++)
            {
                a = (a + b) * c + (d ^ a) - (b & c);
                a = (a + b) * c + (d ^ a) - (b & c);
                a = (a + b) * c + (d ^ a) - (b & c);
            }

            return (int)a;
        }

        private static int Widen(int loops)
        {
            int a = 7;
            long b = 0;
            for (int i = 0; i < loops; i++)
            {
                b = a;
                b = a;
                b = a;
                b = a;
                b = a;
                b = a;
                b = a;
                b = a;
            }

            return (int)b;
        }

        private static int Narrow(int loops)
        {
            long a = 7;
            int b = 0;
            for (int i = 0; i < loops; i++)
            {
                b = (int)a;
                b = (int)a;
                b = (int)a;
                b = (int)a;
                b = (int)a;
                b = (int)a;
                b = (int)a;
                b = (int)a;
            }

            return b;
        }

        private static int NarrowBytes(int loops)
        {
            int a = 1234567;
            int b = 0;
            for (int i = 0; i < loops; i++)
            {
                b = (sbyte)a;
                b = (byte)a;
                b = (short)a;
                b = (sbyte)a;
                b = (byte)a;
                b = (short)a;
                b = (sbyte)a;
                b = (byte)a;
                b = (short)a;
            }

            return b;
        }

        private static int Compare(int loops)
        {
            int a = 5, b = 9;
            bool c = false;
            for (int i = 0; i < loops; i++)
            {
                c = a < b;
                c = a == b;
                c = a < b;
                c = a == b;
                c = a < b;
                c = a == b;
                c = a < b;
                c = a == b;
            }

            return c ? 1 : 0;
        }

        private static int BranchIf(int loops)
        {
            int a = 5, b = 9, c = 0;
            for (int i = 0; i < loops; i++)
            {
                if (a < b)
                {
                    c = a;
                }
                if (a < b)
                {
                    c = a;
                }
                if (a < b)
                {
                    c = a;
                }
                if (a < b)
                {
                    c = a;
                }
                if (a < b)
                {
                    c = a;
                }
                if (a < b)
                {
                    c = a;
                }
            }

            return c;
        }

        private static int BranchFlag(int loops)
        {
            bool a = true;
            int c = 0;
            for (int i = 0; i < loops; i++)
            {
                if (a)
                {
                    c = 1;
                }
                if (a)
                {
                    c = 1;
                }
                if (a)
                {
                    c = 1;
                }
                if (a)
                {
                    c = 1;
                }
                if (a)
                {
                    c = 1;
                }
                if (a)
                {
                    c = 1;
                }
            }

            return c;
        }

        private static int Switch(int loops)
        {
            int a = 0, c = 0;
            for (int i = 0; i < loops; i++)
            {
                switch (i & 3)
                {
                    case 0: c = 1; break;
                    case 1: c = 2; break;
                    case 2: c = 3; break;
                    default: c = 4; break;
                }
            }

            return a + c;
        }

        private static int LoadSbyte(int loops)
        {
            sbyte[] x = new sbyte[8];
            int a = 0;
            for (int i = 0; i < loops; i++)
            {
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
            }

            return (int)a;
        }

        private static int LoadByte(int loops)
        {
            byte[] x = new byte[8];
            int a = 0;
            for (int i = 0; i < loops; i++)
            {
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
            }

            return (int)a;
        }

        private static int LoadShort(int loops)
        {
            short[] x = new short[8];
            int a = 0;
            for (int i = 0; i < loops; i++)
            {
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
            }

            return (int)a;
        }

        private static int LoadInt(int loops)
        {
            int[] x = new int[8];
            int a = 0;
            for (int i = 0; i < loops; i++)
            {
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
            }

            return (int)a;
        }

        private static int LoadLong(int loops)
        {
            long[] x = new long[8];
            long a = 0;
            for (int i = 0; i < loops; i++)
            {
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
                a = x[3];
            }

            return (int)a;
        }

        private static int StoreSbyte(int loops)
        {
            sbyte[] x = new sbyte[8];
            sbyte a = 5;
            for (int i = 0; i < loops; i++)
            {
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
            }

            return (int)x[3];
        }

        private static int StoreInt(int loops)
        {
            int[] x = new int[8];
            int a = 5;
            for (int i = 0; i < loops; i++)
            {
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
            }

            return (int)x[3];
        }

        private static int StoreLong(int loops)
        {
            long[] x = new long[8];
            long a = 5;
            for (int i = 0; i < loops; i++)
            {
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
                x[3] = a;
            }

            return (int)x[3];
        }

        private static int ArrayLength(int loops)
        {
            int[] x = new int[8];
            int a = 0;
            for (int i = 0; i < loops; i++)
            {
                a = x.Length;
                a = x.Length;
                a = x.Length;
                a = x.Length;
                a = x.Length;
                a = x.Length;
                a = x.Length;
                a = x.Length;
            }

            return a;
        }

        private static int Fields(int loops)
        {
            Cell cell = new Cell();
            int a = 0;
            for (int i = 0; i < loops; i++)
            {
                a = cell.Value;
                a = cell.Value;
                a = cell.Value;
                a = cell.Value;
                a = cell.Value;
                a = cell.Value;
                a = cell.Value;
                a = cell.Value;
            }

            return a;
        }

        private static int FieldsStore(int loops)
        {
            Cell cell = new Cell();
            int a = 5;
            for (int i = 0; i < loops; i++)
            {
                cell.Value = a;
                cell.Value = a;
                cell.Value = a;
                cell.Value = a;
                cell.Value = a;
                cell.Value = a;
                cell.Value = a;
                cell.Value = a;
            }

            return cell.Value;
        }

        private static int CallStatic(int loops)
        {
            for (int i = 0; i < loops; i++)
            {
                Nothing();
                Nothing();
                Nothing();
                Nothing();
                Nothing();
                Nothing();
                Nothing();
                Nothing();
            }

            return 0;
        }

        private static int CallStaticArguments(int loops)
        {
            int a = 1, b = 2;
            for (int i = 0; i < loops; i++)
            {
                a = Sum(a, b);
                a = Sum(a, b);
                a = Sum(a, b);
                a = Sum(a, b);
                a = Sum(a, b);
                a = Sum(a, b);
                a = Sum(a, b);
                a = Sum(a, b);
            }

            return a;
        }

        private static int CallInstance(int loops)
        {
            Cell cell = new Cell();
            for (int i = 0; i < loops; i++)
            {
                cell.Nothing();
                cell.Nothing();
                cell.Nothing();
                cell.Nothing();
                cell.Nothing();
                cell.Nothing();
                cell.Nothing();
                cell.Nothing();
            }

            return 0;
        }

        private static int CallVirtual(int loops)
        {
            Cell cell = new WideCell();
            for (int i = 0; i < loops; i++)
            {
                cell.Turn();
                cell.Turn();
                cell.Turn();
                cell.Turn();
                cell.Turn();
                cell.Turn();
                cell.Turn();
                cell.Turn();
            }

            return 0;
        }

        private static int Property(int loops)
        {
            Cell cell = new Cell();
            int a = 0;
            for (int i = 0; i < loops; i++)
            {
                a = cell.Property;
                a = cell.Property;
                a = cell.Property;
                a = cell.Property;
                a = cell.Property;
                a = cell.Property;
                a = cell.Property;
                a = cell.Property;
            }

            return a;
        }

        private static int Reference(int loops)
        {
            int v = 3, a = 0;
            ref int r = ref v;
            for (int i = 0; i < loops; i++)
            {
                a = r;
                a = r;
                a = r;
                a = r;
                a = r;
                a = r;
                a = r;
                a = r;
            }

            return a;
        }

        private static int NativeCall(int loops)
        {
            int[] x = new int[4], y = new int[4];
            for (int i = 0; i < loops; i++)
            {
                Array.Copy(x, y, 1);
                Array.Copy(x, y, 1);
                Array.Copy(x, y, 1);
                Array.Copy(x, y, 1);
            }

            return y[0];
        }

        private static int NewObject(int loops)
        {
            Cell cell = null;
            for (int i = 0; i < loops; i++)
            {
                cell = new Cell();
                cell = new Cell();
                cell = new Cell();
                cell = new Cell();
            }

            return cell == null ? 1 : 0;
        }

        private static int NewArray(int loops)
        {
            int[] x = null;
            for (int i = 0; i < loops; i++)
            {
                x = new int[4];
                x = new int[4];
                x = new int[4];
                x = new int[4];
            }

            return x == null ? 1 : 0;
        }

        private static int Dot(int loops)
        {
            sbyte[] w = new sbyte[16];
            int[] x = new int[16];
            int s = 0;
            for (int i = 0; i < loops; i++)
            {
                for (int k = 0; k < 16; k++)
                {
                    s += w[k] * x[k];
                }
            }

            return s;
        }

        private static void Nothing()
        {
        }

        private static int Sum(int a, int b)
        {
            return a + b;
        }
    }
}
