Attribute VB_Name = "ModKnoppen"
Option Explicit
' The buttons of the bureau workbooks. The ribbon asks for the same commands.

Public Sub Herbereken()
    Voer "herbereken"
End Sub

Public Sub HerberekenTabel()
    Voer "herbereken-tabel"
End Sub

Public Sub WaarKomtDitVandaan()
    Voer "uitleg"
End Sub

Public Sub ToonBronregels()
    Voer "bronregels"
End Sub
